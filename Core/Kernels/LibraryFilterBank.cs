using Hodl.Core.Imaging;
using Hodl.Core.Torch;
using static TorchSharp.torch;

namespace Hodl.Core.Kernels;

/// <summary>The bank by the library's convolution and transposed convolution; any device.</summary>
/// <param name="penalty">φ.</param>
public sealed class LibraryFilterBank(Penalty penalty) : IFilterBank
{
    private Tensor? filters, strengths, point, filtered, curvature;

    /// <inheritdoc/>
    public string Name => "library";

    private CircularFilters Bank => new(filters ?? throw new InvalidOperationException("Bind comes first."));

    private Tensor Weights => strengths!.reshape(1, -1, 1, 1);

    /// <inheritdoc/>
    public void Bind(Tensor filters, Tensor strengths)
    {
        this.filters?.Dispose();
        this.strengths?.Dispose();
        (this.filters, this.strengths) = (Kept(filters), Kept(strengths));
    }

    /// <inheritdoc/>
    public Tensor Gradient(Tensor x) => Within(() => Bank.Adjoint(penalty.First(Bank.Apply(x)).mul_(Weights)));

    /// <inheritdoc/>
    public void Linearize(Tensor x)
    {
        Release();
        using var ungraded = no_grad();
        using var scope = NewDisposeScope();
        point = Kept(x);
        filtered = Kept(Bank.Apply(x));
        curvature = Kept(penalty.Second(filtered).mul_(Weights));
    }

    /// <inheritdoc/>
    public Tensor Product(Tensor v) => Within(() => Bank.Adjoint(Bank.Apply(v).mul_(Linearized(curvature))));

    /// <inheritdoc/>
    public (Tensor Filters, Tensor Strengths) Mixed(Tensor q)
    {
        using var scope = NewDisposeScope();
        var slope = penalty.First(Linearized(filtered));
        var filteredQ = Bank.Apply(q);
        var overStrengths = (slope * filteredQ).sum([0, 2, 3]);

        // ⟨w, c ∗ x⟩ is linear in c, so its gradient over c is the weight gradient of a convolution.
        using var graded = enable_grad();
        var c = filters!.detach().requires_grad_();
        var bank = new CircularFilters(c);
        var inner = (bank.Apply(q.detach()) * (slope * Weights)).sum() + (bank.Apply(point!) * (filteredQ * curvature!)).sum();
        var overFilters = Autograd.Grad([inner], [c])[0];
        return (overFilters.MoveToOuterDisposeScope(), overStrengths.MoveToOuterDisposeScope());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Release();
        filters?.Dispose();
        strengths?.Dispose();
    }

    private static Tensor Within(Func<Tensor> compute)
    {
        using var ungraded = no_grad();
        using var scope = NewDisposeScope();
        return compute().MoveToOuterDisposeScope();
    }

    private static Tensor Kept(Tensor tensor) => tensor.detach().clone().DetachFromDisposeScope();

    private static Tensor Linearized(Tensor? kept) => kept ?? throw new InvalidOperationException("Products need a point: call Linearize first.");

    private void Release()
    {
        point?.Dispose();
        filtered?.Dispose();
        curvature?.Dispose();
    }
}
