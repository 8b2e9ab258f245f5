using Hodl.Core.Data;
using Hodl.Core.Imaging;
using Hodl.Core.Kernels;
using Hodl.Core.Solvers;
using static TorchSharp.torch;

namespace Hodl.Core.Bilevel.Filters;

/// <summary>The lower level of (Ex) as a method: γ, and the solver of a batch of observations [B, 1, H, W] at the present γ.</summary>
/// <param name="parameters">γ.</param>
/// <param name="options">φ and how Φ is minimised.</param>
/// <param name="model">A; null denoises. Holds for images of one size, so batches of another are denoised only without one. Observations may have another shape than images.</param>
public sealed class FilterMethod(FilterParameters parameters, FilterOptions options, IForwardModel? model = null) : IUnrolledMethod, IDisposable
{
    private readonly Dictionary<FilterBankShape, IFilterBank> banks = [];
    private readonly IForwardModel forward = model ?? new IdentityModel();

    /// <inheritdoc/>
    public nn.Module Omega => parameters;

    /// <inheritdoc/>
    public bool IsStationary => true;

    /// <summary>γ.</summary>
    public FilterParameters Parameters => parameters;

    /// <inheritdoc/>
    public ISolver Train(Batch batch) => At(batch.Input);

    /// <inheritdoc/>
    public ISolver Test(Batch batch) => At(batch.Input);

    /// <inheritdoc/>
    public void Settle()
    {
    }

    /// <summary>The name of the bank that a batch of such a shape gets.</summary>
    public string BankName(Tensor y) => Bank(Shape(y)).Name;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var bank in banks.Values)
        {
            bank.Dispose();
        }

        banks.Clear();
    }

    private FilterSolver At(Tensor y)
    {
        var strengths = parameters.Strengths();
        var regularizer = new FilterRegularizer(options.Penalty, parameters.Filters, strengths);
        var size = Shape(y);
        IFilterBank? bound = null;
        IFilterBank Bound()
        {
            if (bound is null)
            {
                bound = Bank(size);
                bound.Bind(parameters.Filters.detach(), strengths.detach());
            }

            return bound;
        }

        var curvature = options.Bound == BoundKind.Review
            ? FilterRegularizer.ReviewBound(options.Penalty, parameters.Filters, strengths)
            : FilterRegularizer.SpectralBound(options.Penalty, parameters.Filters, strengths, size[2], size[3]);
        return new(parameters, regularizer, Bound, forward, y, curvature + forward.SquaredNorm, options);
    }

    // Of the images that belong to an observation.
    private long[] Shape(Tensor y)
    {
        if (model is null)
        {
            return y.shape;
        }

        // Without a graph the scope frees what the adjoint makes; the identity gives y itself, which stays.
        using var ungraded = no_grad();
        using var scope = NewDisposeScope();
        return forward.Adjoint(y).shape;
    }

    private IFilterBank Bank(long[] size)
    {
        var c = parameters.Filters;
        var shape = new FilterBankShape((int)size[0], (int)size[2], (int)size[3], (int)c.shape[0], (int)c.shape[2], (int)c.shape[3]);
        return banks.TryGetValue(shape, out var bank) ? bank : banks[shape] = BankRule.Create(options.Bank, shape, options.Penalty, c.dtype, c.device, options.Threads);
    }
}
