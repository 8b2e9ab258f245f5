namespace Hodl.Components.Tables.Paper;

/// <summary>Tables 3 and 4: constrained sparse coding on Set14.</summary>
internal static class SparseCodingTables
{
    private const string Task = "constrained-sparse-coding";

    public static IReadOnlyList<PaperExhibit> All { get; } =
    [
        new()
        {
            Id = "table3",
            Number = "Table 3",
            Title = "Constrained sparse coding on Set14",
            Question = new()
            {
                Name = "Table 3: constrained sparse coding on Set14, salt-and-pepper noise",
                Filter = new() { Task = Task },
                Columns = [.. Columns("K = 5", "table3-k5"), .. Columns("K = 25", "table3-k25")],
                Rows =
                [
                    Row("UNH", "unh", "", (10.47, 2.36), (0.41, 0.14), (11.31, 2.29), (0.41, 0.15)),
                    Row("ENA", "ena", "", (15.59, 0.81), (0.52, 0.13), (15.64, 0.87), (0.52, 0.13)),
                    Row("HODL (sHODL)", "shodl", "", (18.82, 1.59), (0.63, 0.16), (18.98, 2.53), (0.65, 0.15)),
                    Row("aHODL", "ahodl", ""),
                    Row("UNH, start and weights as published", "unh", "as published"),
                    Row("ENA, start and weights as published", "ena", "as published"),
                    Row("Plain ALM, β = 2", "plain-alm", "β = 2"),
                ],
            },
            Differs =
            [
                "The paper's ± is over the 14 test images; ours is over seeds. Each run's own spread over the images stands on its page.",
                "Our presets train with a supervised loss on noisy patches; the paper's unsupervised objective is the task's setting Loss (preset paper).",
                "UNH and ENA share HODL's learned start and noise weights in the first rows; the rows “as published” go without, as the paper's do.",
            ],
        },
        new()
        {
            Id = "table4",
            Number = "Table 4",
            Title = "ALM against ADMM as base method",
            Question = new()
            {
                Name = "Table 4: ALM against ADMM as base method, Set14",
                Filter = new() { Task = Task },
                Columns = [new("ADMM", "psnr_gray", new() { Presets = ["table4-admm"] }), new("ALM", "psnr_gray", new() { Presets = ["table4-alm"] })],
                Rows =
                [
                    Row("UNH", "unh", "", (11.27, 2.71), (7.32, 4.65)),
                    Row("ENA", "ena", "", (15.58, 0.89), (13.78, 5.23)),
                    Row("HODL (sHODL)", "shodl", "", null, (18.64, 0.74)) with { Without = new Dictionary<int, string> { [0] = "HODL has ALM as its base: the paper has no number here either." } },
                ],
            },
            Differs = ["The paper's ± is over the test images; ours is over seeds.", "K = 5, with the learned start and noise weights that all our methods share."],
        },
    ];

    private static TableColumn[] Columns(string group, string preset) => [new(group, "psnr_gray", new() { Presets = [preset] }), new(group, "ssim_gray", new() { Presets = [preset] })];

    private static TableRow Row(string name, string method, string label, params PublishedValue?[] published) =>
        new(name, new() { Methods = [method], Labels = [label] }) { Published = published };
}
