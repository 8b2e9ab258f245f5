namespace Hodl.Core.Tasks;

/// <summary>
/// Do u and ω converge together (Theorem 3.1), and whereto? A toy problem with a closed solution, whose lower level has
/// many minimizers or one; the distances of both variables to the solution over the outer steps.
/// </summary>
public sealed class JointConvergence : AffineBilevelTask
{
    /// <inheritdoc/>
    public override string Id => "joint-convergence";

    /// <inheritdoc/>
    public override string Name => "Joint convergence";

    /// <inheritdoc/>
    public override string Summary => "Distances of u and ω to the known solution of a toy bilevel problem, lower level unique or not.";

    /// <inheritdoc/>
    public override IReadOnlyList<TaskPreset> Presets { get; } =
    [
        Preset("quick", "Quick", "300 inner steps; some seconds.", new()),
        Preset("paper", "Paper", "3000 inner steps: the distance falls with K.", new() { K = 3000, OuterSteps = 60, EvaluateEvery = 10 }),
    ];

    private static TaskPreset Preset(string id, string name, string summary, AffineBilevelSettings settings) => new(id, name, summary, settings)
    {
        Methods = ["ahodl", "shodl"],
        Variants =
        [
            new("many minimizers", new Dictionary<string, string> { ["LowerRows"] = "3" }),
            new("one minimizer", new Dictionary<string, string> { ["LowerRows"] = "6" }),
        ],
    };
}
