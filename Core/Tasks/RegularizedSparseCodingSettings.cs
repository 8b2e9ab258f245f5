using System.ComponentModel.DataAnnotations;
using Hodl.Core.Runs;
using Hodl.Core.Training;

namespace Hodl.Core.Tasks;

/// <summary>Settings of <see cref="RegularizedSparseCoding"/>; the defaults are those of the paper's Section 6.1.</summary>
public sealed record RegularizedSparseCodingSettings : HodlSettings
{
    /// <summary>The paper's problem with a training that converges.</summary>
    public RegularizedSparseCodingSettings()
    {
        K = 25;
        OuterSteps = 1500;
        BatchSize = 256;
        LearningRate = 1e-4;
        Schedule = RateSchedule.Cosine;
        EvaluateEvery = 100;
        CurveEvery = 250;
        CheckpointEvery = 100;
    }

    /// <summary>m.</summary>
    [Display(Name = "m — rows of Q", GroupName = "Problem", Order = 1, Description = "Measurements of a code. More rows than columns make an easy problem, fewer a compressed one.")]
    [Range(4, 4096)]
    public int Rows { get; init; } = 500;

    /// <summary>n.</summary>
    [Display(Name = "n — columns of Q", GroupName = "Problem", Order = 2, Description = "Length of a code.")]
    [Range(4, 4096)]
    public int Columns { get; init; } = 250;

    /// <summary>Share of coordinates that are not zero.</summary>
    [Display(Name = "Density", GroupName = "Problem", Order = 3, Description = "Probability that a coordinate of a code is not zero.")]
    [Range(0.001, 1.0)]
    public double Density { get; init; } = 0.1;

    /// <summary>Standard deviation of the noise.</summary>
    [Display(Name = "Noise", GroupName = "Problem", Order = 4, Description = "Standard deviation of the noise on the measurements.")]
    [Range(0.0, 10.0)]
    public double Noise { get; init; } = 0.01;

    /// <summary>Training items.</summary>
    [Display(Name = "Training items", GroupName = "Problem", Order = 5, Description = "Codes to learn from.")]
    [Range(1, 1_000_000)]
    [Unit("items")]
    [Advanced]
    public int TrainItems { get; init; } = 10_000;

    /// <summary>Test items.</summary>
    [Display(Name = "Test items", GroupName = "Problem", Order = 6, Description = "Codes to measure on.")]
    [Range(1, 100_000)]
    [Unit("items")]
    [Advanced]
    public int TestItems { get; init; } = 1000;

    /// <summary>κ at the start.</summary>
    [Display(Name = "κ at the start", GroupName = "Method", Order = 14, Description = "Weight of the l1 norm before training; every method learns it.")]
    [Range(1e-6, 10.0)]
    public double Kappa { get; init; } = 0.02;

    /// <summary>γ at the start.</summary>
    [Display(Name = "γ at the start", GroupName = "Method", Order = 15, Description = "PG's step before training, as a share of 2/λ_max, the largest with a proof.")]
    [Range(0.01, 0.99)]
    [Advanced]
    public double StepShare { get; init; } = 0.5;

    /// <summary>Upper end of diag G.</summary>
    [Display(Name = "Metric up to", GroupName = "Method", Order = 16, Description = "Learned diagonal metric G between 1 and this; 1 keeps G = I.")]
    [Range(1.0, 100.0)]
    [Advanced]
    public double MetricUpper { get; init; } = 1;

    /// <summary>Hidden width over the rank of Q.</summary>
    [Display(Name = "Width of D_net", GroupName = "Network", Order = 17, Description = "Hidden units as a multiple of the rank of Q; 2 gives every direction that Q sees a pair of them.")]
    [Range(0.1, 8.0)]
    [Unit("× rank")]
    public double Width { get; init; } = 2;

    /// <summary>Layers of D_net.</summary>
    [Display(Name = "Layers of D_net", GroupName = "Network", Order = 18, Description = "Non-expansive layers one after another.")]
    [Range(1, 8)]
    [Advanced]
    public int Layers { get; init; } = 1;

    /// <summary>Kind of D_net.</summary>
    [Display(Name = "Kind of D_net", GroupName = "Network", Order = 19, Description = "Potential: u − t·Wᵀrelu(Wu + Vb + c), which holds the identity. Plain: normalised layers with ReLU between.")]
    [Advanced]
    public NetworkKind Network { get; init; } = NetworkKind.Potential;

    /// <summary>Whether D_net is kept non-expansive.</summary>
    [Display(Name = "Spectral normalisation", GroupName = "Network", Order = 20, Description = "Keeps D_net non-expansive. Switch it off to see what the proof is for.")]
    [Advanced]
    public bool Normalized { get; init; } = true;

    /// <summary>Norm of the start's weights.</summary>
    [Display(Name = "Start of D_net", GroupName = "Network", Order = 21, Description = "Norm of D_net's weights at the start; small starts at plain PG.")]
    [Range(1e-4, 10.0)]
    [Advanced]
    public double NetworkScale { get; init; } = 1;

    /// <summary>Rate factor of the hyper-parameters.</summary>
    [Display(Name = "Rate of hyper-parameters", GroupName = "Training", Order = 29, Description = "γ, κ, t, G and LISTA's thresholds learn at the learning rate times this: few numbers want larger steps than many weights.")]
    [Range(0.01, 1000.0)]
    [Unit("× rate")]
    [Advanced]
    public double NumericalRate { get; init; } = 300;

    /// <summary>Iterations of the final test.</summary>
    [Display(Name = "Test iterations", GroupName = "Recording", Order = 42, Description = "How far beyond K the trained iteration is run at the end (Fig. 3).")]
    [Range(1, 100_000)]
    [Unit("inner steps")]
    public int TestIterations { get; init; } = 200;
}
