namespace Hodl.Core.Hypergradients;

/// <summary>How two lists of numbers agree.</summary>
/// <param name="RelativeError">‖a − b‖/‖b‖; 0 when both are 0.</param>
/// <param name="Cosine">⟨a, b⟩/(‖a‖‖b‖); 1 when both are 0.</param>
internal readonly record struct Agreement(double RelativeError, double Cosine)
{
    /// <summary>Compares <paramref name="own"/> with <paramref name="other"/>, the one to be trusted.</summary>
    public static Agreement Of(IReadOnlyList<double> own, IReadOnlyList<double> other)
    {
        static double Norm(IEnumerable<double> x) => Math.Sqrt(x.Sum(value => value * value));
        var (a, b, difference) = (Norm(own), Norm(other), Norm(own.Zip(other, (x, y) => x - y)));
        return a == 0 && b == 0 ? new(0, 1) : new(difference / b, own.Zip(other, (x, y) => x * y).Sum() / (a * b));
    }
}
