using Hodl.Core.Solvers;

namespace Hodl.Core.Bilevel;

/// <summary>
/// A random part of the samples: the problem draws <paramref name="Size"/> of them by <paramref name="Seed"/> alone, so that
/// equal seeds give equal samples at different (x; γ), as recursive estimates need.
/// </summary>
/// <param name="Seed">What to draw with.</param>
/// <param name="Size">How many samples, ≥ 1.</param>
public sealed record Minibatch(ulong Seed, int Size)
{
    /// <summary>The i-th minibatch of a step of a run.</summary>
    public static Minibatch Of(long seed, long step, int index, int size) => new(StepSeed.Of(unchecked((long)StepSeed.Of(seed, step)), index), size);
}
