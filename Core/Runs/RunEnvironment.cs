namespace Hodl.Core.Runs;

/// <summary>What a run was computed with, kept so that its numbers can be explained later.</summary>
public sealed record RunEnvironment
{
    /// <summary>Version of this program with its commit.</summary>
    public required string Code { get; init; }

    /// <summary>The .NET runtime.</summary>
    public required string DotNet { get; init; }

    /// <summary>The tensor library.</summary>
    public required string LibTorch { get; init; }

    /// <summary>BLAS with its core type; a forced core type is said here.</summary>
    public required string Blas { get; init; }

    /// <summary>Such as <c>cpu</c> or <c>cuda:0 NVIDIA …</c>.</summary>
    public required string Device { get; init; }

    /// <summary>Threads within one operation.</summary>
    public required int Threads { get; init; }

    /// <summary>The processor's name.</summary>
    public required string Processor { get; init; }

    /// <summary>The operating system.</summary>
    public required string System { get; init; }
}
