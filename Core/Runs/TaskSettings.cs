using System.ComponentModel.DataAnnotations;
using Hodl.Core.Data;

namespace Hodl.Core.Runs;

/// <summary>
/// Settings that every run has. A task's own record derives from it; the launch form, the command line and the API
/// schema all come from the record's properties.
/// </summary>
public abstract record TaskSettings
{
    /// <summary>Where tensors live.</summary>
    [Display(Name = "Device", GroupName = "Machine", Order = 900, Description = "cpu, or cuda:0, cuda:1 … for a GPU.")]
    [RegularExpression("cpu|cuda(:[0-9]+)?", ErrorMessage = "cpu, cuda or cuda:N")]
    [Advanced]
    public string Device { get; init; } = "cpu";

    /// <summary>Threads within one operation.</summary>
    [Display(Name = "Threads", GroupName = "Machine", Order = 901, Description = "Threads within one operation. Results are bitwise equal only for an equal number.")]
    [Range(1, 256)]
    [Advanced]
    public int Threads { get; init; } = 1;

    /// <summary>Outer steps between checkpoints.</summary>
    [Display(Name = "Checkpoint every", GroupName = "Machine", Order = 902, Description = "Outer steps between states from which the run can be resumed.")]
    [Range(1, 1_000_000)]
    [Unit("outer steps")]
    [Advanced]
    public int CheckpointEvery { get; init; } = 50;

    /// <summary>What happens to an image of a data set that cannot be read.</summary>
    [Display(Name = "Damaged images", GroupName = "Machine", Order = 903, Description = "Refuse: the run ends with the file's name. Skip: it goes on without the file, and its log names it.")]
    [Advanced]
    public DamagedFiles DamagedImages { get; init; } = DamagedFiles.Refuse;
}
