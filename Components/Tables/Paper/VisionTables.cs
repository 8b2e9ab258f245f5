namespace Hodl.Components.Tables.Paper;

/// <summary>Tables 5 to 7: rain removal, deconvolution, low light.</summary>
internal static class VisionTables
{
    // The scale of the paper where it has been run, else that of two cores.
    private static readonly string[] Scales = ["paper", "cpu"];
    private static readonly string[] RainSets = ["Rain100L", "Rain100H"];
    private static readonly string[] RainMetrics = ["psnr_y", "ssim_y"];
    private static readonly string[] Set3c = ["butterfly", "leaves", "starfish"];
    private static readonly (string, string)[] NoiseLevels = [("σ = 1 %", "0.01"), ("σ = 3 %", "0.03")];

    public static IReadOnlyList<PaperExhibit> All { get; } = [Rain(), Deconvolution(), LowLight()];

    private static PaperExhibit Rain() => new()
    {
        Id = "table5",
        Number = "Table 5",
        Title = "Rain removal on Rain100L and Rain100H",
        Question = new()
        {
            Name = "Table 5: rain removal",
            Filter = new() { Task = "rain-removal", Presets = Scales },
            Columns = [.. RainSets.SelectMany(set => RainMetrics.Select(metric => new TableColumn(set, metric, new() { Set = new Dictionary<string, string> { ["Data"] = set } })))],
            Rows =
            [
                Foreign("DSC (ENA)", 27.34, 0.849, 13.77, 0.319), Foreign("GMM (ENA)", 29.05, 0.871, 15.23, 0.449), Foreign("JCAS", 28.54, 0.852, 14.62, 0.451),
                Foreign("Clear", 30.24, 0.934, 15.33, 0.742), Foreign("DDN", 32.38, 0.925, 22.85, 0.725), Foreign("RESCAN", 38.52, 0.981, 29.62, 0.872),
                Ours("PReNet (ENA)", "ena", 37.45, 0.979, 30.11, 0.905), Foreign("SPANet", 35.33, 0.969, 25.11, 0.833), Foreign("JORDER_E", 38.59, 0.983, 30.50, 0.896),
                Foreign("SIRR", 32.37, 0.925, 22.47, 0.716), Foreign("MPRNet", 36.40, 0.965, 30.41, 0.890), Foreign("RCDNet (ENA)", 40.00, 0.986, 31.28, 0.903),
                Ours("HODL (sHODL)", "shodl", 40.07, 0.986, 30.96, 0.905), Ours("Residual CNN", "cnn"), Ours("ALM (UNH)", "unh"),
            ],
        },
        Differs =
        [
            "Without the official training sets our runs train on images 1–60 of the test set and are measured on 61–100; the run's data say which was used.",
            "The preset cpu has small networks and at most 25 minutes of two cores; the preset paper has the paper's widths and wants a GPU.",
            "PSNR and SSIM on Y (BT.601, studio range); the paper does not state its convention, and Y is what its competitors report.",
        ],
    };

    private static PaperExhibit Deconvolution() => new()
    {
        Id = "table6",
        Number = "Table 6",
        Title = "Deconvolution of set3c",
        Question = new()
        {
            Name = "Table 6: deconvolution of set3c, PSNR",
            Filter = new() { Task = "deconvolution", Presets = Scales },
            Columns = [.. NoiseLevels.SelectMany(noise => Set3c.Select(image =>
                new TableColumn($"{noise.Item1}, {image}", "psnr_rgb", new() { Set = new Dictionary<string, string> { ["NoiseLevel"] = noise.Item2 } }) { Item = image }))],
            Rows =
            [
                Foreign("EPLL", 20.55, 19.22, 24.84, 18.64, 17.54, 22.47), Foreign("FDN", 27.40, 26.51, 27.48, 24.27, 23.53, 24.71), Foreign("IRCNN (ENA)", 32.74, 33.22, 33.53, 28.53, 28.45, 28.42),
                Foreign("IRCNN+ (ENA)", 32.48, 33.59, 32.18, 28.40, 28.14, 28.20), Ours("DPIR (ENA)", "ena", 34.18, 35.12, 33.91, 29.45, 30.27, 29.46),
                Ours("HODL (sHODL)", "shodl", 33.67, 35.39, 33.98, 29.46, 30.69, 29.64), Ours("TV (UNH)", "tv"), Ours("Wavelet PG (UNH)", "unh"),
            ],
        },
        Differs =
        [
            "Our plug-and-play row has DPIR's scheme with a denoiser trained here for the same time as HODL, not DPIR's own weights.",
            "The preset cpu has small networks and at most 25 minutes of two cores; the preset paper has DRUNet's widths and wants a GPU.",
            "PSNR on RGB, circular blur with Levin's kernel 2; the paper names neither border nor kernel number.",
        ],
    };

    private static PaperExhibit LowLight()
    {
        const string Five = "MIT-Adobe FiveK is not among the data sets that the task reads.";
        string[] metrics = ["psnr_rgb", "ssim_rgb", "lpips_squeeze"];
        return new()
        {
            Id = "table7",
            Number = "Table 7",
            Title = "Low-light enhancement on MIT and LOL",
            Question = new()
            {
                Name = "Table 7: low-light enhancement",
                Filter = new() { Task = "low-light", Presets = Scales },
                OverLabels = true,
                Columns = [.. metrics.Select(metric => new TableColumn("MIT", metric, new()) { Absent = Five }), .. metrics.Select(metric => new TableColumn("LOL", metric, new()))],
                Rows =
                [
                    Foreign("MBLLEN", 15.59, 0.71, 0.31, 13.93, 0.49, 0.70), Foreign("GLADNet (UNH)", 16.73, 0.76, 0.69, 16.19, 0.61, 0.21),
                    Ours("RetinexNet (ENA)", "ena", 12.69, 0.64, 0.34, 13.10, 0.43, 0.86), Foreign("KinD", 17.17, 0.70, 0.32, 14.62, 0.64, 0.68),
                    Foreign("ZeroDCE", 16.46, 0.76, 0.23, 15.51, 0.55, 0.68), Foreign("FIDE", 17.17, 0.70, 0.19, 16.72, 0.67, 0.72), Foreign("EnGAN", 15.95, 0.70, 0.29, 15.32, 0.70, 0.51),
                    Foreign("DRBN (ENA)", 15.01, 0.77, 0.21, 15.83, 0.64, 0.36), Ours("HODL (sHODL)", "shodl", 20.54, 0.77, 0.09, 20.86, 0.82, 0.08), Ours("Gamma + LIME (UNH)", "unh"),
                ],
            },
            Differs =
            [
                "LOL: three folds of eval15, trained on ten pairs and measured on five; a cell's mean is over folds and seeds. The paper trains on LOL's 485 pairs.",
                "LPIPS with the SqueezeNet backbone; the paper does not name its backbone, so these numbers compare with each other, not with the published ones.",
            ],
        };
    }

    private static TableRow Foreign(string name, params double[] published) => new(name, null) { Published = [.. published.Select(value => (PublishedValue?)value)] };

    private static TableRow Ours(string name, string method, params double[] published) =>
        new(name, new() { Methods = [method] }) { Published = [.. published.Select(value => (PublishedValue?)value)] };
}
