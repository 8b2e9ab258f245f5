namespace Hodl.Components.Tables.Paper;

/// <summary>Figures 7 to 11: restored images, iterations against time, GAN modes, hyper-cleaning over training.</summary>
internal static class ApplicationFigures
{
    private static readonly string[] Scales = ["paper", "cpu"];

    public static IReadOnlyList<PaperExhibit> All { get; } =
    [
        Figure(7, "Rain removal on Rain100L, images", "rain-removal", Scales, [Data("Rain100L", "psnr_y", "Data", "Rain100L"), Data("Rain100L", "ssim_y", "Data", "Rain100L")],
            Row("Recurrent (ENA)", "ena"), Row("Residual CNN", "cnn"), Row("HODL (sHODL)", "shodl"))
            with { Images = true, Differs = ["The paper's competitors DDN, JORDER and RCDNet are not trained here."] },
        Figure(8, "Deconvolution, images", "deconvolution", Scales, [Data("σ = 1 %", "psnr_rgb", "NoiseLevel", "0.01"), Data("σ = 1 %", "ssim_rgb", "NoiseLevel", "0.01")],
            Row("Plug-and-play (ENA)", "ena"), Row("TV (UNH)", "tv"), Row("HODL (sHODL)", "shodl"))
            with { Images = true, Differs = ["The paper's competitors FDN, IRCNN and IRCNN+ are not trained here; plug-and-play has DPIR's scheme."] },
        Figure(9, "PSNR against the iterations of u and against time", "deconvolution", Scales, [Data("σ = 1 %", "psnr_rgb", "NoiseLevel", "0.01")],
            Row("Plug-and-play (ENA)", "ena"), Row("HODL (sHODL)", "shodl"))
            with { Inner = true, Curves = ["psnr_rgb"], Differs = ["Time is that of this machine."] },
        Figure(10, "Modes of a ring of eight Gaussians", "gan-modes", ["paper"], [Data("ring of 8", "modes", "Dataset", "Ring8")],
            Row("VGAN", "vgan", 2), Row("WGAN", "wgan", 4), Row("ProxGAN", "proxgan", 6), Row("LCGAN", "lcgan", 4), Row("HODL (sHODL)", "shodl", 8))
            with { Images = true, Differs = ["The paper shows one run and does not state when a mode counts as covered; our rule stands with the task's metric, and our number is over seeds.",
                "Steps and rates were chosen for each method on seeds 11 and 12 by modes and share of good samples: about twenty tries for sHODL, six for VGAN, one or two for the others."] },
        Figure(11, "Hyper-cleaning: accuracy and validation loss over training", "hyper-cleaning", ["paper"], [new("MNIST", "accuracy", new() { Labels = ["MNIST"] })],
            Row("RHG", "rhg"), Row("TRHG", "trhg"), Row("CG", "cg"), Row("NS", "ns"), Row("HODL (sHODL)", "shodl"))
            with { Curves = ["accuracy", "phi"], Differs = ["50 outer steps on whole batches."] },
    ];

    private static PaperExhibit Figure(int number, string title, string task, string[] presets, TableColumn[] columns, params TableRow[] rows) => new()
    {
        Id = $"fig{number}",
        Number = $"Figure {number}",
        Title = title,
        Question = new() { Name = $"Figure {number}: {title}", Filter = new() { Task = task, Presets = presets }, Columns = columns, Rows = rows },
    };

    private static TableColumn Data(string group, string metric, string setting, string value) =>
        new(group, metric, new() { Set = new Dictionary<string, string> { [setting] = value } });

    private static TableRow Row(string name, string method, params double[] published) =>
        new(name, new() { Methods = [method] }) { Published = [.. published.Select(value => (PublishedValue?)value)] };
}
