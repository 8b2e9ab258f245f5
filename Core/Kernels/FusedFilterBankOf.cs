using System.Numerics;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Hodl.Core.Kernels;

/// <summary>The bank for one kind of register, number and penalty.</summary>
internal sealed unsafe class FusedFilterBank<L, V, T, P> : IFilterBank
    where L : ILanes<V, T>
    where V : struct
    where T : unmanaged, IFloatingPointIeee754<T>
    where P : ILanePenalty
{
    private const int Group = 4;  // filters at a time
    private readonly FilterBankShape shape;
    private readonly PlaneLayout layout;
    private readonly V epsilon;
    private readonly int groups;
    private readonly int taps;
    private readonly AlignedMemory<T> forward;    // [groups, taps, 4]
    private readonly AlignedMemory<T> backward;   // flipped, [groups, 4, taps]
    private readonly AlignedMemory<T> strengths;  // [groups · 4]
    private readonly AlignedMemory<T> point;      // the x of Linearize, [B, H, W]
    private readonly FusedScratch<L, V, T, P>[] workers;
    private AlignedMemory<T>? curvature;          // s φ″(C x), [B, groups · 4, filtered]; made when it is first needed

    public FusedFilterBank(FilterBankShape shape, double epsilon, int threads, string name)
    {
        this.shape = shape.Checked();
        (Name, this.epsilon) = (name, L.All(T.CreateTruncating(epsilon)));
        layout = new(shape, L.Count);
        groups = (shape.Filters + Group - 1) / Group;
        taps = shape.FilterHeight * shape.FilterWidth;
        (forward, backward, strengths) = (new(groups * Group * taps), new(groups * Group * taps), new(groups * Group));
        point = new((long)shape.Items * shape.Height * shape.Width);
        var parts = Math.Clamp(threads, 1, groups);
        workers = [.. Enumerable.Range(0, parts).Select(t => new FusedScratch<L, V, T, P>(shape, layout, groups * t / parts, groups * (t + 1) / parts))];
    }

    public string Name { get; }

    public void Bind(Tensor filters, Tensor strengths)
    {
        Span<T> c = Values(filters), s = Values(strengths);
        if (c.Length != shape.Filters * taps || s.Length != shape.Filters)
        {
            throw new ArgumentException($"Filters [{string.Join(", ", filters.shape)}] and strengths [{string.Join(", ", strengths.shape)}] do not fit {shape}.", nameof(filters));
        }

        for (var k = 0; k < shape.Filters; k++)
        {
            var (group, lane) = (k / Group, k % Group);
            this.strengths.Pointer[k] = s[k];
            for (var tap = 0; tap < taps; tap++)
            {
                forward.Pointer[(((group * taps) + tap) * Group) + lane] = c[(k * taps) + tap];
                backward.Pointer[(k * taps) + taps - 1 - tap] = c[(k * taps) + tap];
            }
        }
    }

    public Tensor Gradient(Tensor x) => Sum(x, (work, item, group) =>
    {
        Correlate(work, work.X, work.Z, group);
        for (var f = 0; f < Group; f++)
        {
            work.Weigh(f, L.All(strengths.Pointer[(group * Group) + f]), epsilon);
        }

        work.AddAdjoint(item, backward.Pointer + (group * Group * taps));
    });

    public void Linearize(Tensor x)
    {
        curvature ??= new((long)shape.Items * groups * Group * layout.Filtered);
        Values(x).CopyTo(new Span<T>(point.Pointer, (int)x.numel()));
        Each(work => Items(work, item =>
        {
            work.Pad(point.Pointer + (item * shape.Height * shape.Width), work.X);
            for (var group = work.From; group < work.To; group++)
            {
                Correlate(work, work.X, work.Z, group);
                for (var f = 0; f < Group; f++)
                {
                    var s = L.All(strengths.Pointer[(group * Group) + f]);
                    T* z = work.Z + (f * layout.Filtered), to = Curvature(item, group, f);
                    for (var i = 0; i < layout.Computed; i += L.Count)
                    {
                        L.Store(L.Multiply(s, P.Second<L, V, T>(L.Load(z + i), epsilon)), to + i);
                    }
                }
            }
        }));
    }

    public Tensor Product(Tensor v)
    {
        RequireLinearized();
        return Sum(v, (work, item, group) =>
        {
            Correlate(work, work.X, work.Z, group);
            for (var f = 0; f < Group; f++)
            {
                work.Multiply(f, Curvature(item, group, f));
            }

            work.AddAdjoint(item, backward.Pointer + (group * Group * taps));
        });
    }

    public (Tensor Filters, Tensor Strengths) Mixed(Tensor q)
    {
        RequireLinearized();
        var (overFilters, overStrengths) = (new double[groups * Group * taps], new double[groups * Group]);
        fixed (T* from = Values(q))
        {
            var source = from;
            Each(work => Items(work, item =>
            {
                work.Pad(point.Pointer + (item * shape.Height * shape.Width), work.X);
                work.Pad(source + (item * shape.Height * shape.Width), work.Q);
                for (var group = work.From; group < work.To; group++)
                {
                    Correlate(work, work.X, work.Z, group);
                    Correlate(work, work.Q, work.W, group);
                    for (var f = 0; f < Group && (group * Group) + f < shape.Filters; f++)
                    {
                        var k = (group * Group) + f;
                        T* u = work.Z + (f * layout.Filtered), v = work.W + (f * layout.Filtered);
                        overStrengths[k] += work.MixedPlane(u, v, Curvature(item, group, f), L.All(strengths.Pointer[k]), epsilon);
                        fixed (double* g = &overFilters[k * taps])
                        {
                            work.AddFilterGradient(u, v, g);
                        }
                    }
                }
            }));
        }

        return (Back(overFilters.AsSpan(0, shape.Filters * taps), [shape.Filters, 1, shape.FilterHeight, shape.FilterWidth]), Back(overStrengths.AsSpan(0, shape.Filters), [shape.Filters]));

        Tensor Back(Span<double> values, long[] size)
        {
            using var wide = tensor(values.ToArray(), size);
            return wide.to(q.dtype);
        }
    }

    public void Dispose()
    {
        foreach (var worker in workers)
        {
            worker.Dispose();
        }

        forward.Dispose();
        backward.Dispose();
        strengths.Dispose();
        point.Dispose();
        curvature?.Dispose();
    }

    // Σ over the groups of what `add` leaves in the workers' sums; x in the padded plane before each item.
    private Tensor Sum(Tensor x, Action<FusedScratch<L, V, T, P>, int, int> add)
    {
        var result = x.empty_like();
        fixed (T* source = Values(x), to = Values(result))
        {
            T* from = source, target = to;
            Each(work => Items(work, item =>
            {
                work.Pad(from + (item * shape.Height * shape.Width), work.X);
                work.Clear(item);
                for (var group = work.From; group < work.To; group++)
                {
                    add(work, item, group);
                }
            }));
            for (var item = 0; item < shape.Items; item++)
            {
                for (var t = 0; t < workers.Length; t++)
                {
                    workers[t].Collect(item, target + (item * shape.Height * shape.Width), first: t == 0);
                }
            }
        }

        return result;
    }

    private void Each(Action<FusedScratch<L, V, T, P>> action)
    {
        if (workers.Length == 1)
        {
            action(workers[0]);
            return;
        }

        Parallel.ForEach(workers, new ParallelOptions { MaxDegreeOfParallelism = workers.Length }, action);
    }

    private void Items(FusedScratch<L, V, T, P> work, Action<int> action)
    {
        for (var item = 0; item < shape.Items; item++)
        {
            action(item);
        }

        GC.KeepAlive(work);
    }

    private void Correlate(FusedScratch<L, V, T, P> work, T* from, T* to, int group) =>
        DirectConvolution<L, V, T>.Correlate(from, layout.Stride, forward.Pointer + (group * Group * taps), shape.FilterHeight, shape.FilterWidth, to, layout.Filtered, layout.Computed);

    private T* Curvature(int item, int group, int f) => curvature!.Pointer + (((((long)item * groups) + group) * Group) + f) * layout.Filtered;

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
