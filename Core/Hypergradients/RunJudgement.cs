using System.Globalization;
using static TorchSharp.torch;

namespace Hodl.Core.Hypergradients;

/// <summary>Holds a run's vector g against the reference g*: over all of ω, and for each tensor on its own.</summary>
internal sealed class RunJudgement
{
    private readonly CertificateOptions options;
    private readonly double own;
    private readonly double reference;

    /// <summary>Compares; everything in float64.</summary>
    /// <param name="gradient">g.</param>
    /// <param name="target">g*.</param>
    /// <param name="names">Names of the tensors.</param>
    /// <param name="epsilon">Machine epsilon of the type that g was computed in.</param>
    /// <param name="options">Thresholds.</param>
    /// <param name="exactly">
    /// The same way in float64, where the run has less: a tensor below the rounding of all others says nothing of its own. Null elsewhere.
    /// </param>
    public RunJudgement(
        IReadOnlyList<Tensor> gradient, IReadOnlyList<Tensor> target, IReadOnlyList<string> names, double epsilon, CertificateOptions options, IReadOnlyList<Tensor>? exactly = null)
    {
        this.options = options;
        (own, reference) = (Directions.Norm(gradient), Directions.Norm(target));
        Error = Directions.Distance(gradient, target) / reference;
        Cosine = Directions.Dot(gradient, target) / (own * reference);

        // What is no larger than the rounding of the whole says nothing about its own direction.
        var floor = 4 * epsilon * reference;
        double[] rounding = [.. gradient.Select((block, i) => exactly is null ? 0 : Directions.Distance([block], [exactly[i]]))];
        Tensors = [.. gradient.Select((block, i) => Compared(names[i], [block], [target[i]], floor, Math.Sqrt(rounding.Where((_, j) => j != i).Sum(size => size * size))))];
    }

    /// <summary>‖g − g*‖/‖g*‖.</summary>
    public double Error { get; }

    /// <summary>Cosine between them.</summary>
    public double Cosine { get; }

    /// <summary>‖g‖/‖g*‖.</summary>
    public double NormRatio => own / reference;

    /// <summary>Each tensor on its own.</summary>
    public IReadOnlyList<TensorAgreement> Tensors { get; }

    /// <summary>The largest error over all of ω and each tensor.</summary>
    public double Worst => Tensors.Select(tensor => tensor.RelativeError ?? 0).Append(Error).Max();

    /// <summary>The verdict, and why where it is <see cref="RunVerdict.Wrong"/>.</summary>
    /// <param name="resolution">How far the reference itself is confirmed: no smaller error can be claimed.</param>
    public (RunVerdict Verdict, string Why) Verdict(double resolution)
    {
        if (!double.IsFinite(own))
        {
            return (RunVerdict.Wrong, "The run's vector is NaN or infinite.");
        }

        if (own == 0)
        {
            return (RunVerdict.Wrong, Say($"The run's vector is zero, where the derivative's norm is {reference:G3}."));
        }

        if (!(Cosine > 0))
        {
            return (RunVerdict.Wrong, Say($"The run's vector is no ascent direction: its cosine with the derivative is {Cosine:G3}."));
        }

        if (Tensors.Where(tensor => tensor.Cosine <= 0 && tensor.NormRatio > 0).MaxBy(tensor => tensor.Share) is { } turned)
        {
            return (RunVerdict.Wrong, Say($"{turned.Name} has the wrong sign: its cosine with the derivative is {turned.Cosine:G3}."));
        }

        if (Tensors.Where(tensor => tensor.NormRatio == 0).MaxBy(tensor => tensor.Share) is { } missing)
        {
            return (RunVerdict.Wrong, Say($"{missing.Name} got no gradient, where its share of the derivative is {missing.Share:G3}."));
        }

        var worst = Math.Max(Worst, resolution);
        return (worst <= options.Threshold ? RunVerdict.Exact : worst <= options.Accurate ? RunVerdict.Accurate : RunVerdict.Approximate, "");
    }

    private TensorAgreement Compared(string name, IReadOnlyList<Tensor> a, IReadOnlyList<Tensor> b, double floor, double others)
    {
        var (mine, right) = (Directions.Norm(a), Directions.Norm(b));
        var share = reference == 0 ? 0 : right / reference;
        if ((right <= floor && mine <= floor) || right < others)
        {
            return new(name, null, null, null, share);
        }

        var (error, cosine) = (Directions.Distance(a, b) / right, Directions.Dot(a, b) / (mine * right));
        return double.IsFinite(error)
            ? new(name, error, mine == 0 ? 0 : cosine, mine / right, share)
            : new(name, mine / reference, 0, double.IsFinite(mine) ? 1 : double.NaN, share); // a gradient where there is none
    }

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
