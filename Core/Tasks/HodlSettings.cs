using System.ComponentModel.DataAnnotations;
using Hodl.Core.Runs;
using Hodl.Core.Training;

namespace Hodl.Core.Tasks;

/// <summary>Settings of every task whose methods iterate averaged or aggregated operators. A task's record derives from it and overrides defaults in its constructor.</summary>
public abstract record HodlSettings : TrainingSettings
{
    /// <summary>α.</summary>
    [Display(Name = "α — averaging", GroupName = "Method", Order = 11, Description = "T(u) = u + α(D(u) − u). Closer to 1 moves faster; below 1 convergence is proven.")]
    [Range(0.01, 0.999)]
    public double Alpha { get; init; } = 0.9;

    /// <summary>μ.</summary>
    [Display(Name = "μ — aggregation", GroupName = "Method", Order = 12, Description = "Weight of the loss's direction in each inner step of aHODL (Eq. 4). 0 is sHODL; other methods ignore it.")]
    [Range(0.0, 0.99)]
    public double Mu { get; init; } = 0.1;

    /// <summary>s as a share of its bound.</summary>
    [Display(Name = "s — aggregation step", GroupName = "Method", Order = 13, Description = "First step along the loss in aHODL, s_k = s/(k+1), as a share of the bound λ_min(G)/L that Theorem 3.1 asks for.")]
    [Range(0.001, 0.999)]
    [Advanced]
    public double S { get; init; } = 0.9;

    /// <summary>Batch size.</summary>
    [Display(Name = "Batch", GroupName = "Training", Order = 21, Description = "Items that one outer step sees.")]
    [Range(1, 65_536)]
    [Unit("items")]
    public int BatchSize { get; init; } = 128;
}
