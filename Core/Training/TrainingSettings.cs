using System.ComponentModel.DataAnnotations;
using Hodl.Core.Runs;

namespace Hodl.Core.Training;

/// <summary>Settings of every task that Algorithm 1 trains: K, the outer steps, and what is recorded.</summary>
public abstract record TrainingSettings : TaskSettings
{
    /// <summary>K.</summary>
    [Display(Name = "K — inner iterations", GroupName = "Method", Order = 10, Description = "Steps that training unrolls. More come closer to the fixed point and cost time and memory in proportion.")]
    [Range(1, 10_000)]
    [Unit("inner steps")]
    public int K { get; init; } = 15;

    /// <summary>Outer steps.</summary>
    [Display(Name = "Outer steps", GroupName = "Training", Order = 20, Description = "Updates of ω.")]
    [Range(1, 1_000_000)]
    [Unit("outer steps")]
    public int OuterSteps { get; init; } = 300;

    /// <summary>Optimiser.</summary>
    [Display(Name = "Optimiser", GroupName = "Training", Order = 22, Description = "What takes the hypergradient: Adam, or plain gradient steps.")]
    public OuterOptimizer Optimizer { get; init; } = OuterOptimizer.Adam;

    /// <summary>Learning rate.</summary>
    [Display(Name = "Learning rate", GroupName = "Training", Order = 23, Description = "Step of the optimiser at the start.")]
    [Range(1e-8, 100.0)]
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>Schedule.</summary>
    [Display(Name = "Rate schedule", GroupName = "Training", Order = 24, Description = "Constant, halved every so many steps, or a cosine down to a hundredth.")]
    [Advanced]
    public RateSchedule Schedule { get; init; } = RateSchedule.Constant;

    /// <summary>Steps between halvings.</summary>
    [Display(Name = "Halve every", GroupName = "Training", Order = 25, Description = "Outer steps between halvings of the rate, for the Halving schedule.")]
    [Range(1, 1_000_000)]
    [Unit("outer steps")]
    [Advanced]
    public int HalveEvery { get; init; } = 100;

    /// <summary>Steps of the warm-up.</summary>
    [Display(Name = "Warm-up", GroupName = "Training", Order = 26, Description = "First outer steps, over which the rate rises linearly from 0. Adam's first steps have full length whatever the gradient; a warm-up keeps them from destroying the start.")]
    [Range(0, 1_000_000)]
    [Unit("outer steps")]
    [Advanced]
    public int WarmupSteps { get; init; }

    /// <summary>Momentum of SGD.</summary>
    [Display(Name = "Momentum", GroupName = "Training", Order = 27, Description = "Momentum of SGD; Adam has its own.")]
    [Range(0.0, 0.999)]
    [Advanced]
    public double Momentum { get; init; }

    /// <summary>Gradient clipping.</summary>
    [Display(Name = "Clip gradient at", GroupName = "Training", Order = 28, Description = "Longest hypergradient that the optimiser gets; a longer one is scaled down. 0 never clips.")]
    [Range(0.0, 1e9)]
    [Advanced]
    public double ClipNorm { get; init; }

    /// <summary>d of the average.</summary>
    [Display(Name = "Averaging of ω (EMA)", GroupName = "Training", Order = 38, Description = "Decay d of the running average ω̄ ← dω̄ + (1 − d)ω, which is what is then measured and kept, such as 0.999. 0: none.")]
    [Range(0.0, 0.99999)]
    [Advanced]
    public double EmaDecay { get; init; }

    /// <summary>Kept inner steps.</summary>
    [Display(Name = "Keep every m-th inner step", GroupName = "Training", Order = 39, Description = "Memory for time: the hypergradient keeps every m-th inner state alone and computes the others again when it comes to them. The same numbers, for one more forward pass; m near √K needs least. 0 keeps everything, and is all that methods of another hypergradient allow.")]
    [Range(0, 10_000)]
    [Unit("inner steps")]
    [Advanced]
    public int KeepEvery { get; init; }

    /// <summary>
    /// In words, the function that outer step t trains where that is not φ_K of these settings: a first stage, a run-in. Null where it
    /// is. The one source of what a run's log, its page and its certificates say of it; Algorithm 1 refuses a problem that trains
    /// another function unsaid.
    /// </summary>
    /// <param name="method">The method.</param>
    /// <param name="step">t = 1, 2, …</param>
    public virtual string? OtherFunctionAt(string method, long step) => null;

    /// <summary>The other functions that a run trains on its way, each with its share of the steps; empty where all train φ_K.</summary>
    /// <param name="method">The method.</param>
    public IReadOnlyList<string> OtherFunctions(string method)
    {
        var counts = new Dictionary<string, long>();
        for (var t = 1L; t <= OuterSteps; t++)
        {
            if (OtherFunctionAt(method, t) is { } other)
            {
                counts[other] = counts.GetValueOrDefault(other) + 1;
            }
        }

        return [.. counts.Select(pair => FormattableString.Invariant($"{pair.Key} ({pair.Value} of {OuterSteps} outer steps)"))];
    }

    /// <summary>Steps between evaluations.</summary>
    [Display(Name = "Evaluate every", GroupName = "Recording", Order = 40, Description = "Outer steps between measurements on the test data; the last step is always measured.")]
    [Range(1, 1_000_000)]
    [Unit("outer steps")]
    public int EvaluateEvery { get; init; } = 50;

    /// <summary>Steps between inner curves.</summary>
    [Display(Name = "Inner curve every", GroupName = "Recording", Order = 41, Description = "Outer steps between recorded inner curves; the first and the last step are always recorded.")]
    [Range(1, 1_000_000)]
    [Unit("outer steps")]
    [Advanced]
    public int CurveEvery { get; init; } = 50;

    /// <summary>Steps between certificates.</summary>
    [Display(Name = "Certify every", GroupName = "Recording", Order = 42, Description = "Outer steps between certificates, which hold the vector that the optimizer got, and the method's formula, against a reference in float64. 0 makes none; any run can also be certified later.")]
    [Range(0, 1_000_000)]
    [Unit("outer steps")]
    [Advanced]
    public int CertifyEvery { get; init; }
}
