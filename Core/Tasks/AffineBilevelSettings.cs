using System.ComponentModel.DataAnnotations;
using Hodl.Core.Training;

namespace Hodl.Core.Tasks;

/// <summary>Settings of the tasks on the affine toy problem.</summary>
public record AffineBilevelSettings : HodlSettings
{
    /// <summary>A problem whose lower level leaves half of the coordinates free.</summary>
    public AffineBilevelSettings()
    {
        K = 300;
        Mu = 0.9;
        S = 0.99;
        OuterSteps = 60;
        BatchSize = 1;
        Optimizer = OuterOptimizer.Sgd;
        LearningRate = 0.3;
        EvaluateEvery = 2;
        CurveEvery = 20;
    }

    /// <summary>m.</summary>
    [Display(Name = "m — rows of A", GroupName = "Problem", Order = 1, Description = "Equations of the lower level. Fewer than n leave it non-unique; n of them make it unique. At most n.")]
    [Range(1, 200)]
    public int LowerRows { get; init; } = 3;

    /// <summary>n.</summary>
    [Display(Name = "n — size of u", GroupName = "Problem", Order = 2, Description = "Coordinates of the lower variable.")]
    [Range(1, 200)]
    public int LowerColumns { get; init; } = 6;

    /// <summary>p.</summary>
    [Display(Name = "p — size of ω", GroupName = "Problem", Order = 3, Description = "Coordinates of the upper variable.")]
    [Range(1, 200)]
    public int UpperSize { get; init; } = 2;

    /// <summary>ρ.</summary>
    [Display(Name = "ρ — upper weight", GroupName = "Problem", Order = 4, Description = "Weight of ½‖x − x₀‖² in the loss.")]
    [Range(1e-6, 1e3)]
    public double Rho { get; init; } = 0.1;

    /// <summary>η.</summary>
    [Display(Name = "η — lower step", GroupName = "Problem", Order = 5, Description = "Step of gradient descent; the curvature is 1, so it is non-expansive up to 2.")]
    [Range(0.01, 2.0)]
    public double Eta { get; init; } = 1;
}
