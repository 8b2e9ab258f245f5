using System.ComponentModel.DataAnnotations;
using Hodl.Core.Runs;

namespace Hodl.Server.Tests;

/// <summary>Settings of the fake task.</summary>
public sealed record FakeSettings : TaskSettings
{
    [Display(Name = "Steps", Order = 1)]
    [Range(1, 10_000_000)]
    public int Steps { get; init; } = 10;

    [Display(Name = "Pause", Order = 2)]
    [Range(0, 10_000)]
    public int PauseMs { get; init; }

    [Display(Name = "Fail at", Order = 3)]
    [Range(0, 10_000_000)]
    public int FailAt { get; init; }

    [Display(Name = "Rate", Order = 4)]
    [Range(0.0, 1.0)]
    public double Rate { get; init; } = 0.5;

    [Display(Name = "Kind", Order = 5)]
    public FakeKind Kind { get; init; }

    [Display(Name = "Break", Order = 6)]
    public FakeBreak Break { get; init; }
}
