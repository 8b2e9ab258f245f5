namespace Hodl.Components.Tables.Paper;

/// <summary>Tables 8 and 9: hyper-cleaning and few-shot learning.</summary>
internal static class HierarchicalTables
{
    private static readonly string[] DigitSets = ["MNIST", "Fashion-MNIST"];
    private static readonly string[] Measures = ["accuracy", "f1"];

    public static IReadOnlyList<PaperExhibit> All { get; } =
    [
        new()
        {
            Id = "table8",
            Number = "Table 8",
            Title = "Data hyper-cleaning on MNIST and Fashion-MNIST",
            Question = new()
            {
                Name = "Table 8: data hyper-cleaning",
                Filter = new() { Task = "hyper-cleaning", Presets = ["paper"] },
                Columns = [.. DigitSets.SelectMany(set => Measures.Select(metric => new TableColumn(set, metric, new() { Labels = [set] })))],
                Rows =
                [
                    Row("RHG", "rhg", 87.90, 89.36, 81.91, 87.12), Row("TRHG", "trhg", 88.57, 89.77, 81.85, 86.76), Row("CG", "cg", 89.19, 85.96, 83.15, 85.13), Row("NS", "ns", 87.54, 89.58, 81.37, 87.28),
                    Row("HODL (sHODL)", "shodl", 89.75, 90.38, 82.04, 88.24), Row("aHODL", "ahodl"), Row("No cleaning", "no-cleaning"), Row("Oracle", "oracle"),
                ],
            },
            Differs = ["Reference rows of ours: “no cleaning” keeps every sample, the oracle is trained on the clean ones alone.",
                "The oracle is no upper bound: learned weights also take weight from clean samples that do not help on the validation set (MNIST, seed 1, weights learned at rate 0.1: oracle 89.92 at its best stopping time; sHODL 90.40; the oracle without the fifth of its samples that sHODL weighs least 90.48).", "50 outer steps of 100 inner ones on MNIST, 30 of 300 on Fashion-MNIST, on whole batches; the paper's batches of 32 are not used."],
        },
        new()
        {
            Id = "table9",
            Number = "Table 9",
            Title = "One-shot classification on Omniglot and mini-ImageNet",
            Question = new()
            {
                Name = "Table 9: one-shot accuracy",
                Filter = new() { Task = "few-shot", Presets = ["paper", "cpu"], Set = new Dictionary<string, string> { ["Shots"] = "1" } },
                Columns = [Ways("Omniglot 5-way", "Omniglot", 5), Ways("Omniglot 20-way", "Omniglot", 20), Ways("mini-ImageNet 5-way", "MiniImageNet", 5)],
                Rows =
                [
                    Row("RHG", "rhg", 98.60, 95.50, 48.89), Row("TRHG", "trhg", 98.74, 95.82, 47.67), Row("CG", "cg", 98.96, 94.46, 48.42), Row("NS", "ns", 98.40, 96.06, 48.61),
                    Row("HODL (sHODL)", "shodl", 99.04, 96.50, 49.08), Row("aHODL", "ahodl"),
                    Row("ANIL", "anil"), Row("MAML", "maml"), Row("iMAML", "imaml"),
                ],
            },
            Differs = ["The preset cpu trains 12 to 21 minutes on one core (20-way iMAML 30); ANIL, MAML and iMAML are rows of ours.", "mini-ImageNet must be brought along: its runs are refused without it."],
        },
    ];

    private static TableColumn Ways(string group, string data, int ways) =>
        new(group, "accuracy", new() { Set = new Dictionary<string, string> { ["Dataset"] = data, ["Ways"] = $"{ways}" } });

    private static TableRow Row(string name, string method, params double[] published) =>
        new(name, new() { Methods = [method] }) { Published = [.. published.Select(value => (PublishedValue?)value)] };
}
