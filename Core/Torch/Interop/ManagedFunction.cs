using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Hodl.Core.Torch.Interop;

/// <summary>
/// One use of an autograd function written in C#: libtorch calls the forward at once, and the backward whenever a
/// gradient passes. An exception in either is parked, C++ unwinds with its number, and the caller gets the original.
/// </summary>
internal sealed unsafe class ManagedFunction : IDisposable
{
    private const int MostOutputs = 64;

    private readonly autograd.AutogradContext _context = new();
    private readonly Func<autograd.AutogradContext, List<Tensor>> _forward;
    private readonly Func<autograd.AutogradContext, List<Tensor?>, IReadOnlyList<Tensor?>> _backward;

    private ManagedFunction(
        Func<autograd.AutogradContext, List<Tensor>> forward,
        Func<autograd.AutogradContext, List<Tensor?>, IReadOnlyList<Tensor?>> backward)
    {
        _forward = forward;
        _backward = backward;
    }

    /// <param name="inputs">The tensors that gradients may flow to, in the order of the backward's results.</param>
    /// <param name="forward">Runs without a graph.</param>
    /// <param name="backward">Gradients of the outputs in, gradients of the inputs out, null for none.</param>
    internal static List<Tensor> Apply(
        IReadOnlyList<Tensor> inputs,
        Func<autograd.AutogradContext, List<Tensor>> forward,
        Func<autograd.AutogradContext, List<Tensor?>, IReadOnlyList<Tensor?>> backward)
    {
        var handle = GCHandle.Alloc(new ManagedFunction(forward, backward));
        var callbacks = new NativeCallbacks
        {
            Target = (long)GCHandle.ToIntPtr(handle),
            Forward = &OnForward,
            Backward = &OnBackward,
            Freed = &OnFreed,
        };
        var lent = Tensor.Borrow(inputs);
        var outputs = stackalloc nint[MostOutputs];
        int produced, code;
        fixed (nint* p = lent)
        {
            code = Native.hodl_function_apply(&callbacks, p, lent.Length, outputs, MostOutputs, &produced);
        }
        GC.KeepAlive(inputs);
        Errors.Check(code);
        var results = new List<Tensor>(produced);
        for (var i = 0; i < produced; i++)
        {
            results.Add(new Tensor(outputs[i]));
        }
        return results;
    }

    public void Dispose() => _context.Dispose();

    [UnmanagedCallersOnly]
    private static long OnForward(long target, nint context, nint* inputs, int count, nint* outputs, int capacity) =>
        Run(target, context, inputs, count, outputs, capacity, static (function, _) => function._forward(function._context));

    [UnmanagedCallersOnly]
    private static long OnBackward(long target, nint context, nint* grads, int count, nint* outputs, int capacity) =>
        Run(target, context, grads, count, outputs, capacity, static (function, given) => function._backward(function._context, given));

    [UnmanagedCallersOnly]
    private static void OnFreed(long target)
    {
        var handle = GCHandle.FromIntPtr((nint)target);
        ((ManagedFunction)handle.Target!).Dispose();
        handle.Free();
    }

    private static long Run(
        long target, nint context, nint* given, int count, nint* outputs, int capacity,
        Func<ManagedFunction, List<Tensor?>, IReadOnlyList<Tensor?>> body)
    {
        try
        {
            var function = (ManagedFunction)GCHandle.FromIntPtr((nint)target).Target!;
            using var scope = NewDisposeScope();
            var tensors = new List<Tensor?>(count);
            for (var i = 0; i < count; i++)
            {
                tensors.Add(given[i] == 0 ? null : new Tensor(given[i]));
            }
            function._context.Enter(context);
            try
            {
                return Hand(body(function, tensors), outputs, capacity);
            }
            finally
            {
                function._context.Leave();
            }
        }
#pragma warning disable CA1031 // No exception may cross the C ABI; this one is rethrown on the other side of it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return -Errors.Park(exception);
        }
    }

    /// <summary>C++ takes a reference of its own, so that the scope may free ours.</summary>
    private static long Hand(IReadOnlyList<Tensor?> results, nint* outputs, int capacity)
    {
        if (results.Count > capacity)
        {
            throw new ArgumentException($"a function may have at most {capacity} results, not {results.Count}");
        }
        for (var i = 0; i < results.Count; i++)
        {
            outputs[i] = results[i] is { } tensor ? Native.hodl_share(tensor.Borrow()) : 0;
            GC.KeepAlive(results[i]);
        }
        return results.Count;
    }
}
