using Hodl.Core.Operators;
using Hodl.Core.Operators.Networks;
using static TorchSharp.torch;

namespace Hodl.Core.Solvers;

/// <summary>
/// One application of a denoiser to what the batch holds: noisy images with their level as a last channel,
/// [B, C + 1, H, W]. Its optimality is the noise that it took away, as a root mean square.
/// </summary>
/// <param name="denoiser">N.</param>
/// <param name="batch">Images and levels.</param>
public sealed class DenoiserSolver(LevelDenoiser denoiser, Batch batch) : ISolver
{
    private readonly Func<Tensor, Tensor, Tensor> net = denoiser.Bind();

    /// <inheritdoc/>
    public int? Limit => 1;

    /// <summary>The noisy images.</summary>
    public static State Start(Batch batch) => new(batch.Input.narrow(1, 0, batch.Input.shape[1] - 1));

    /// <inheritdoc/>
    public Iterate Init(State start) => new(start, 0);

    /// <inheritdoc/>
    public Iterate Step(Iterate iterate) =>
        new(new(net(iterate.U[0], batch.Input.narrow(1, batch.Input.shape[1] - 1, 1).narrow(2, 0, 1).narrow(3, 0, 1))), iterate.K + 1);

    /// <inheritdoc/>
    public Tensor Optimality(Iterate iterate) => (iterate.U[0] - Start(batch)[0]).square().mean().sqrt();
}
