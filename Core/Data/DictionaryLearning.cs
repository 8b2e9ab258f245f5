using Hodl.Core.Torch;
using static TorchSharp.torch;

namespace Hodl.Core.Data;

/// <summary>
/// A dictionary learned on patches by the method of optimal directions (Engan et al., 1999): alternate
/// C ≈ argmin ½‖X − CDᵀ‖² + κ‖C‖₁ (FISTA, warm started) and D = XᵀC(CᵀC + εI)^{-1} with columns scaled to norm 1. Atom 0
/// is the constant and stays; the others start at centred patches. An atom that no patch uses is replaced by the patch
/// that is coded worst.
/// </summary>
public static class DictionaryLearning
{
    private const int Rounds = 12;
    private const int Steps = 12;
    private const double Kappa = 0.1;

    /// <summary>Learns on clean patches.</summary>
    /// <param name="patches">X, [N, m], N ≥ atoms.</param>
    /// <param name="atoms">n, columns of D.</param>
    /// <param name="token">Checked once a round.</param>
    /// <returns>D, [m, n], unit columns; in the enclosing dispose scope.</returns>
    public static Tensor Learn(Tensor patches, int atoms, CancellationToken token)
    {
        using var ungraded = no_grad();
        using var scope = NewDisposeScope();
        var m = patches.shape[1];
        var constant = full([m, 1], 1 / Math.Sqrt(m), patches.dtype, patches.device);
        var centred = patches - patches.mean([1], keepdim: true);
        var d = cat([constant, Unit(centred.narrow(0, 0, atoms - 1).t() + 1e-6)], 1);
        var codes = zeros(patches.shape[0], atoms, patches.dtype, patches.device);
        for (var round = 0; round < Rounds; round++)
        {
            token.ThrowIfCancellationRequested();
            using var inner = NewDisposeScope();
            var next = Code(patches, d, codes);
            codes.copy_(next);
            var gram = codes.t().MatMul(codes) + (eye(atoms, dtype: patches.dtype, device: patches.device) * 1e-3);
            var update = linalg.solve(gram, codes.t().MatMul(patches)).t();
            d.copy_(cat([constant, Unit(Revived(update, codes, patches, d).narrow(1, 1, atoms - 1))], 1));
        }

        return d.MoveToOuterDisposeScope();
    }

    private static Tensor Code(Tensor x, Tensor d, Tensor start)
    {
        var gram = d.t().MatMul(d);
        var correlation = x.MatMul(d);
        var step = 1 / linalg.eigvalsh(gram).max().to(float64).cpu().item<double>();
        var (c, y, momentum) = (start, start, 1.0);
        for (var i = 0; i < Steps; i++)
        {
            var z = y - ((y.MatMul(gram) - correlation) * step);
            var next = (z - (Kappa * step)).relu() - (-z - (Kappa * step)).relu();
            var larger = (1 + Math.Sqrt(1 + (4 * momentum * momentum))) / 2;
            y = next + ((next - c) * ((momentum - 1) / larger));
            (c, momentum) = (next, larger);
        }

        return c;
    }

    private static Tensor Revived(Tensor d, Tensor codes, Tensor patches, Tensor before)
    {
        var unused = codes.abs().sum(0L).eq(0).unsqueeze(0);
        var error = (patches - codes.MatMul(before.t())).square().sum(1);
        var (_, worst) = error.topk((int)Math.Min(d.shape[1], patches.shape[0]), 0);
        var fill = patches.index_select(0, worst).t();
        return d.where(unused.logical_not(), fill - fill.mean([0], keepdim: true));
    }

    private static Tensor Unit(Tensor d) => d / d.square().sum(0, keepdim: true).sqrt().clamp_min(1e-6);
}
