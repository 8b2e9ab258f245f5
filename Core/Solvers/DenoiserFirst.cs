using Hodl.Core.Operators;
using Hodl.Core.Operators.Networks;
using static TorchSharp.torch;

namespace Hodl.Core.Solvers;

/// <summary>
/// A method whose denoiser is first trained alone: a batch with one channel more than its target carries a noise level and
/// trains <see cref="LevelDenoiser"/>, all others train the method. Which of the two step t does is a matter of its batch, so
/// a resumed run needs no more than t.
/// </summary>
/// <param name="method">The method.</param>
/// <param name="denoiser">The denoiser inside of it.</param>
public sealed class DenoiserFirst(IUnrolledMethod method, LevelDenoiser denoiser) : IUnrolledMethod
{
    /// <summary>The method itself.</summary>
    public IUnrolledMethod Method => method;

    /// <inheritdoc/>
    public nn.Module Omega => method.Omega;

    /// <inheritdoc/>
    public bool IsStationary => method.IsStationary;

    /// <summary>Whether a batch trains the denoiser alone.</summary>
    public static bool IsDenoising(Batch batch) => batch.Target is { } target && batch.Input.shape[1] == target.shape[1] + 1;

    /// <inheritdoc/>
    public ISolver Train(Batch batch) => IsDenoising(batch) ? new DenoiserSolver(denoiser, batch) : method.Train(batch);

    /// <inheritdoc/>
    public ISolver Test(Batch batch) => method.Test(batch);

    /// <inheritdoc/>
    public void Settle() => method.Settle();
}
