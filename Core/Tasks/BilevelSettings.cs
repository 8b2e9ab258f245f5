using System.ComponentModel.DataAnnotations;
using Hodl.Core.Runs;

namespace Hodl.Core.Tasks;

/// <summary>Settings of the tasks that run upper-level methods by <see cref="Training.BilevelRun"/>.</summary>
public abstract record BilevelSettings : TaskSettings
{
    /// <summary>Steps between certificates.</summary>
    [Display(Name = "Certify every", GroupName = "Recording", Order = 42, Description = "Upper steps between certificates, which hold the gradient that the step took against a reference in float64. 0 makes none; any run can also be certified later.")]
    [Range(0, 1_000_000)]
    [Unit("upper steps")]
    [Advanced]
    public int CertifyEvery { get; init; }
}
