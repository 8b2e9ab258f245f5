using System.Numerics;

namespace Hodl.Core.Kernels;

/// <summary>What one thread of a <see cref="LaneFilterBank{L, V, T, P}"/> works in: its share of the pairs of rows of all images.</summary>
internal sealed unsafe class LaneScratch<L, V, T> : IDisposable
    where L : ILanes<V, T>
    where V : struct
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly AlignedMemory<T> planes;
    private readonly LaneLayout layout;

    /// <param name="shape">Sizes.</param>
    /// <param name="layout">Of rows.</param>
    /// <param name="filters">In lanes.</param>
    /// <param name="from">First of all images' pairs of rows, counted through.</param>
    /// <param name="end">The one after the last.</param>
    public LaneScratch(FilterBankShape shape, LaneLayout layout, LaneFilters<T> filters, int from, int end)
    {
        this.layout = layout;
        (X, Q, Back) = (new(shape, layout, filters), new(shape, layout, filters), new(shape, layout, filters));
        planes = new(4L * layout.Row);
        Parts = [.. Enumerable.Range(0, shape.Items)
            .Select(item => (Item: item, From: Math.Max(from - (item * layout.Pairs), 0), End: Math.Min(end - (item * layout.Pairs), layout.Pairs)))
            .Where(part => part.From < part.End)];
        OverFilters = new((long)layout.Registers * shape.FilterHeight * shape.FilterWidth * L.Count);
        OverStrengths = new double[layout.Registers * L.Count];
    }

    /// <summary>Pairs of rows by image.</summary>
    public (int Item, int From, int End)[] Parts { get; }

    /// <summary>C x.</summary>
    public LaneForward<L, V, T> X { get; }

    /// <summary>C q.</summary>
    public LaneForward<L, V, T> Q { get; }

    /// <summary>Cᵀ w.</summary>
    public LaneBackward<L, V, T> Back { get; }

    /// <summary>The gradient over filters, [blocks, kh, kw, 3, lanes].</summary>
    public AlignedMemory<T> OverFilters { get; }

    /// <summary>The gradient over strengths.</summary>
    public double[] OverStrengths { get; }

    /// <summary>Row <paramref name="odd"/> of the pair of one of two planes.</summary>
    public T* Plane(int plane, int odd) => planes.Pointer + (((plane * 2) + odd) * (long)layout.Row);

    public void Dispose()
    {
        X.Dispose();
        Q.Dispose();
        Back.Dispose();
        planes.Dispose();
        OverFilters.Dispose();
    }
}
