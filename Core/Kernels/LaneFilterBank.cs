using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Hodl.Core.Kernels;

/// <summary>
/// The fused bank with a filter in each lane and two rows at a time: no work for halos, and 11 products in place of 14 for
/// filters of 7 × 7 (<see cref="LaneForward{L, V, T}"/>). Of a row nothing but φ″ goes to memory. Threads share the rows.
/// </summary>
internal sealed unsafe class LaneFilterBank<L, V, T, P> : IFilterBank
    where L : ILanes<V, T>
    where V : struct
    where T : unmanaged, IFloatingPointIeee754<T>
    where P : ILanePenalty
{
    private readonly FilterBankShape shape;
    private readonly LaneLayout layout;
    private readonly V epsilon;
    private readonly LaneFilters<T> filters;
    private readonly AlignedMemory<T> point;      // the x of Linearize, [B, H, W]
    private readonly LaneScratch<L, V, T>[] workers;
    private AlignedMemory<T>? curvature;          // s φ″(C x), [B, H, registers, W, lanes]; made when it is first needed

    public LaneFilterBank(FilterBankShape shape, double epsilon, int threads, string name)
    {
        this.shape = shape.Checked();
        (Name, this.epsilon, layout) = (name, L.All(T.CreateTruncating(epsilon)), new(shape, L.Count));
        filters = new(shape, layout, L.Count);
        point = new((long)shape.Items * shape.Height * shape.Width);
        var pairs = shape.Items * layout.Pairs;
        var parts = Math.Clamp(threads, 1, pairs);
        workers = [.. Enumerable.Range(0, parts).Select(t => new LaneScratch<L, V, T>(shape, layout, filters, pairs * t / parts, pairs * (t + 1) / parts))];
    }

    public string Name { get; }

    public void Bind(Tensor filters, Tensor strengths)
    {
        Span<T> c = Values(filters), s = Values(strengths);
        if (c.Length != shape.Filters * shape.FilterHeight * shape.FilterWidth || s.Length != shape.Filters)
        {
            throw new ArgumentException($"Filters [{string.Join(", ", filters.shape)}] and strengths [{string.Join(", ", strengths.shape)}] do not fit {shape}.", nameof(filters));
        }

        this.filters.Bind(c, s);
    }

    public Tensor Gradient(Tensor x) => Sum(x, Weigh);

    public Tensor Product(Tensor v)
    {
        RequireLinearized();
        return Sum(v, Multiply);
    }

    public void Linearize(Tensor x)
    {
        curvature ??= new((long)shape.Items * 2 * layout.Pairs * layout.Row);
        Values(x).CopyTo(new Span<T>(point.Pointer, (int)x.numel()));
        Each(work => Pairs(work, (item, from) => work.X.Begin(point.Pointer + Image(item), from), (item, pair) =>
        {
            work.X.Step(pair);
            Bend(work, Curvature(item, pair), (2 * pair) + 1 == shape.Height);
        }));
    }

    public (Tensor Filters, Tensor Strengths) Mixed(Tensor q)
    {
        RequireLinearized();
        fixed (T* values = Values(q))
        {
            var source = values;
            Each(work =>
            {
                Array.Clear(work.OverStrengths);
                new Span<T>(work.OverFilters.Pointer, shape.FilterHeight * shape.FilterWidth * layout.Registers * L.Count).Clear();
                Pairs(
                    work,
                    (item, from) =>
                    {
                        work.X.Begin(point.Pointer + Image(item), from);
                        work.Q.Begin(source + Image(item), from);
                    },
                    (item, pair) =>
                    {
                        work.X.Step(pair);
                        work.Q.Step(pair);
                        Mix(work, item, pair);
                    });
            });
        }

        var (taps, lanes) = (shape.FilterHeight * shape.FilterWidth, LaneLayout.Block * L.Count);
        double OverFilter(int k, int tap) => workers.Sum(work => double.CreateTruncating(work.OverFilters.Pointer[((((long)(k / lanes) * taps) + tap) * lanes) + (k % lanes)]));
        using var overFilters = tensor([.. Enumerable.Range(0, shape.Filters * taps).Select(at => OverFilter(at / taps, at % taps))], [shape.Filters, 1L, shape.FilterHeight, shape.FilterWidth]);
        using var overStrengths = tensor(Enumerable.Range(0, shape.Filters).Select(k => workers.Sum(work => work.OverStrengths[k])).ToArray(), [(long)shape.Filters]);
        return (overFilters.to(q.dtype), overStrengths.to(q.dtype));
    }

    public void Dispose()
    {
        foreach (var worker in workers)
        {
            worker.Dispose();
        }

        filters.Dispose();
        point.Dispose();
        curvature?.Dispose();
    }

    private Tensor Sum(Tensor x, Action<LaneScratch<L, V, T>, int, int> weigh)
    {
        var result = zeros_like(x);
        fixed (T* source = Values(x), to = Values(result))
        {
            T* from = source, target = to;
            Each(work =>
            {
                foreach (var (item, first, end) in work.Parts)
                {
                    work.X.Begin(from + Image(item), first);
                    work.Back.Begin();
                    for (var pair = first; pair < end; pair++)
                    {
                        work.X.Step(pair);
                        weigh(work, item, pair);
                        work.Back.Step(item, pair);
                    }

                    work.Back.Finish(item, end);
                }
            });
            foreach (var work in workers)
            {
                foreach (var (item, first, end) in work.Parts)
                {
                    work.Back.Collect(item, first, end, target + Image(item));
                }
            }
        }

        return result;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Weigh(LaneScratch<L, V, T> work, int item, int pair)
    {
        var (n, alone) = (L.Count, (2 * pair) + 1 == shape.Height);
        for (int register = 0, at = 0; register < layout.Registers; register++)
        {
            var s = L.Load(filters.Strengths + (register * n));
            for (var j = 0; j < shape.Width; j++, at += n)
            {
                var (even, odd) = work.X.At(at);
                work.Back.Put(register, j, L.Multiply(s, P.First<L, V, T>(even, epsilon)), alone ? default : L.Multiply(s, P.First<L, V, T>(odd, epsilon)));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Multiply(LaneScratch<L, V, T> work, int item, int pair)
    {
        var n = L.Count;
        var d = Curvature(item, pair);
        for (int register = 0, at = 0; register < layout.Registers; register++)
        {
            for (var j = 0; j < shape.Width; j++, at += n)
            {
                var (even, odd) = work.X.At(at);
                work.Back.Put(register, j, L.Multiply(L.Load(d + at), even), L.Multiply(L.Load(d + layout.Row + at), odd));
            }
        }
    }

    // s φ″(z) of a pair of rows; 0 for a row that is not there.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Bend(LaneScratch<L, V, T> work, T* to, bool alone)
    {
        for (int register = 0, at = 0; register < layout.Registers; register++)
        {
            var s = L.Load(filters.Strengths + (register * L.Count));
            for (var j = 0; j < shape.Width; j++, at += L.Count)
            {
                var (even, odd) = work.X.At(at);
                L.Store(L.Multiply(s, P.Second<L, V, T>(even, epsilon)), to + at);
                L.Store(alone ? default : L.Multiply(s, P.Second<L, V, T>(odd, epsilon)), to + layout.Row + at);
            }
        }
    }

    // From z = C x and C q of a pair of rows: ⟨φ′(z), C q⟩ by filter, u = s φ′(z), v = s φ″(z) ∘ C q, and what u and v give the filters.
    private void Mix(LaneScratch<L, V, T> work, int item, int pair)
    {
        var rows = Math.Min(2, shape.Height - (2 * pair));
        Slopes(work, Curvature(item, pair), rows);
        for (var odd = 0; odd < rows; odd++)
        {
            var at = ((2L * pair) + odd) * layout.Stride;
            for (var block = 0; block < layout.Registers / LaneLayout.Block; block++)
            {
                var from = block * LaneLayout.Block * layout.SumRow;
                LaneRows<L, V, T>.AddFilterGradient(
                    work.Plane(0, odd) + from, work.Q.Image + at, work.Plane(1, odd) + from, work.X.Image + at, layout.Stride, shape.FilterHeight, shape.FilterWidth,
                    work.OverFilters.Pointer + ((long)block * shape.FilterHeight * shape.FilterWidth * LaneLayout.Block * L.Count), shape.Width);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Slopes(LaneScratch<L, V, T> work, T* d, int rows)
    {
        T* u0 = work.Plane(0, 0), u1 = work.Plane(0, 1), v0 = work.Plane(1, 0), v1 = work.Plane(1, 1);
        var n = L.Count;
        var lanes = stackalloc T[n];
        for (int register = 0, at = 0; register < layout.Registers; register++)
        {
            V s = L.Load(filters.Strengths + (register * n)), partial = default;
            for (var j = 0; j < shape.Width; j++, at += n)
            {
                var (even, odd) = work.X.At(at);
                var (q0, q1) = work.Q.At(at);
                V first = P.First<L, V, T>(even, epsilon), second = rows == 2 ? P.First<L, V, T>(odd, epsilon) : default;
                partial = L.MultiplyAdd(first, q0, L.MultiplyAdd(second, q1, partial));
                L.Store(L.Multiply(s, first), u0 + at);
                L.Store(L.Multiply(s, second), u1 + at);
                L.Store(L.Multiply(L.Load(d + at), q0), v0 + at);
                L.Store(L.Multiply(L.Load(d + layout.Row + at), q1), v1 + at);
            }

            L.Store(partial, lanes);
            for (var lane = 0; lane < n; lane++)
            {
                work.OverStrengths[(register * n) + lane] += double.CreateTruncating(lanes[lane]);
            }
        }
    }

    private static void Pairs(LaneScratch<L, V, T> work, Action<int, int> begin, Action<int, int> step)
    {
        foreach (var (item, from, end) in work.Parts)
        {
            begin(item, from);
            for (var pair = from; pair < end; pair++)
            {
                step(item, pair);
            }
        }
    }

    private void Each(Action<LaneScratch<L, V, T>> action)
    {
        if (workers.Length == 1)
        {
            action(workers[0]);
            return;
        }

        Parallel.ForEach(workers, new ParallelOptions { MaxDegreeOfParallelism = workers.Length }, action);
    }

    private T* Curvature(int item, int pair) => curvature!.Pointer + ((((long)item * layout.Pairs) + pair) * 2 * layout.Row);

    private long Image(int item) => (long)item * shape.Height * shape.Width;

    private void RequireLinearized()
    {
        if (curvature is null)
        {
            throw new InvalidOperationException("Products need a point: call Linearize first.");
        }
    }

    private static Span<T> Values(Tensor tensor) => tensor.is_contiguous() && tensor.element_size() == sizeof(T)
        ? MemoryMarshal.Cast<byte, T>(tensor.bytes)
        : throw new ArgumentException($"The fused filter bank wants contiguous {typeof(T).Name} tensors, not [{string.Join(", ", tensor.shape)}] of {tensor.dtype}.", nameof(tensor));
}
