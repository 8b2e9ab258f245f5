using Hodl.Core.Data;
using Hodl.Core.Linear;
using Hodl.Core.Operators.Numerical;
using static TorchSharp.torch;

namespace Hodl.Core.Solvers.Losses;

/// <summary>A loss of <see cref="ImageLossKind"/> on block 0, images [B, 1, H, W] against the batch's target.</summary>
/// <param name="kind">Which.</param>
public sealed class ImageLoss(ImageLossKind kind) : Loss
{
    private const double Corner = 0.05;
    private const double EdgeWidth = 1.5;
    private const int EdgeSide = 15;

    /// <inheritdoc/>
    public override bool NeedsTarget => true;

    /// <inheritdoc/>
    public override Tensor Value(State u, Batch batch)
    {
        var target = batch.Target ?? throw new ArgumentException($"{kind} needs the clean images.", nameof(batch));
        var error = u[0] - target;
        return kind switch
        {
            ImageLossKind.SquaredError => error.square().sum() * 0.5,
            ImageLossKind.MeanSquaredError => error.square().mean(),
            ImageLossKind.MeanAbsoluteError => error.abs().mean(),
            ImageLossKind.Huber => where(error.abs() <= Corner, error.square() / (2 * Corner), error.abs() - (Corner / 2)).mean(),
            ImageLossKind.EdgeError => Edges(error).square().sum() * 0.5,
            _ => (error.square().sum().log() - target.square().sum().log()) * (10 / Math.Log(10)),
        };
    }

    /// <inheritdoc/>
    public override double Smoothness(Batch batch) => kind is ImageLossKind.SquaredError or ImageLossKind.EdgeError ? 1 : 2.0 / batch.Input.numel();

    // The Laplacian of a Gaussian, freed of its mean.
    private static Tensor Edges(Tensor error)
    {
        var side = (int)Math.Min(EdgeSide, Math.Min(error.shape[2], error.shape[3]));
        var kernel = new double[side * side];
        for (var at = 0; at < kernel.Length; at++)
        {
            double y = (at / side) - (side / 2), x = (at % side) - (side / 2);
            var radius = ((y * y) + (x * x)) / (EdgeWidth * EdgeWidth);
            kernel[at] = (radius - 2) * Math.Exp(-radius / 2) / (2 * Math.PI * Math.Pow(EdgeWidth, 4));
        }

        var mean = kernel.Average();
        var centred = tensor(Array.ConvertAll(kernel, value => value - mean), [side, side]).to(error.dtype).to(error.device);
        return new CircularConvolution(centred, error.shape[2], error.shape[3]).Apply(error);
    }
}
