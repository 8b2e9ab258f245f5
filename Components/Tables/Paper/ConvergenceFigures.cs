namespace Hodl.Components.Tables.Paper;

/// <summary>Figures 1 to 6: convergence, constraint, aggregation and time on sparse coding.</summary>
internal static class ConvergenceFigures
{
    private const string Regularized = "regularized-sparse-coding", Constrained = "constrained-sparse-coding";
    private static readonly (string, string)[] Compared = [("UNH", "unh"), ("ENA", "ena"), ("HODL (sHODL)", "shodl")];
    private static readonly string[] Outer = ["phi", "hypergradient_norm"];

    public static IReadOnlyList<PaperExhibit> All { get; } =
    [
        Figure(1, "Convergence of ω and u on regularised sparse coding", Regularized, ["test_nmse_db", "test_relative_step_at_k"], [("Q 500×250", "")], Compared)
            with { Curves = [.. Outer, "residual"], Inner = true, Differs = ["300 outer steps of batch 128; the paper states 10 000 training pairs and no number of steps."] },
        Figure(2, "Learning objective and its gradient over the outer steps", Constrained, ["psnr_gray"], [("K = 15", "")], Compared)
            with { Curves = Outer, Differs = ["K = 15, 80 outer steps, test images cut to 96 × 96."] },
        Figure(3, "Relative steps of u far beyond the K of training", Constrained, ["psnr_gray", "psnr_gray_beyond"], [("K = 15", "K = 15"), ("K = 25", "K = 25")], Compared)
            with { Inner = true, Differs = ["Test runs to 100 inner iterations; ENA has no more iterations than it was trained with."] },
        Figure(4, "With and without the non-expansive constraint", Constrained, ["psnr_gray", "psnr_gray_beyond", "expansion_ratio"], [("non-expansive", "non-expansive"), ("unconstrained", "unconstrained")], ("HODL (sHODL)", "shodl"))
            with { Inner = true, Differs = ["Without the learned start and noise weights, so that what the constraint does shows; test runs to 200 inner iterations."] },
        Figure(5, "aHODL over μ", Constrained, ["psnr_gray"], [.. new[] { "0", "0.1", "0.3", "0.5", "0.7", "0.9" }.Select(mu => ($"μ = {mu}", $"μ = {mu}"))], ("aHODL", "ahodl"))
            with { Curves = ["phi"], Sweeps = ["psnr_gray", "seconds"], Differs = ["Unsupervised loss, K = 15, 50 outer steps, test images cut to 96 × 96."] },
        Figure(6, "Time of aHODL against sHODL", Constrained, ["psnr_gray"], [("K = 15", "")], ("aHODL", "ahodl"), ("sHODL", "shodl"))
            with { Curves = ["step_seconds"], Differs = ["Seconds of an outer step on this machine's CPU; compare the ratio with the paper's, not the seconds."] },
    ];

    private static PaperExhibit Figure(int number, string title, string task, string[] metrics, (string Group, string Label)[] labels, params (string Name, string Method)[] methods) => new()
    {
        Id = $"fig{number}",
        Number = $"Figure {number}",
        Title = title,
        Question = new()
        {
            Name = $"Figure {number}: {title}",
            Filter = new() { Task = task, Presets = [$"fig{number}"] },
            Columns = [.. labels.SelectMany(label => metrics.Select(metric => new TableColumn(label.Group, metric, new() { Labels = [label.Label] })))],
            Rows = [.. methods.Select(method => new TableRow(method.Name, new() { Methods = [method.Method] }))],
        },
    };
}
