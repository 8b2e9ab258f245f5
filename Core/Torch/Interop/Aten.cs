using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using TorchSharp;

namespace Hodl.Core.Torch.Interop;

/// <summary>
/// Calls libtorch's operators by their schema name ("add.Tensor"), arguments in the schema's order, trailing ones left to
/// their defaults. The operators with their schemas stand in libtorch's native_functions.yaml.
/// </summary>
internal static unsafe class Aten
{
    private const int StackWords = 48;
    private const int MostResults = 1024;

    private static readonly ConcurrentDictionary<string, nint> Operators = new();

    /// <summary>An operator with one tensor as its result.</summary>
    internal static torch.Tensor Call(string op, params ReadOnlySpan<Arg> args)
    {
        NativeArgument result;
        Invoke(op, args, &result, 1);
        return new torch.Tensor((nint)result.Bits);
    }

    /// <summary>An operator that changes its first argument, which is returned.</summary>
    internal static torch.Tensor InPlace(string op, params ReadOnlySpan<Arg> args)
    {
        Invoke(op, args, null, 0);
        return (torch.Tensor)args[0].Reference!;
    }

    internal static (torch.Tensor, torch.Tensor) CallTwo(string op, params ReadOnlySpan<Arg> args)
    {
        var results = stackalloc NativeArgument[2];
        Invoke(op, args, results, 2);
        return (new torch.Tensor((nint)results[0].Bits), new torch.Tensor((nint)results[1].Bits));
    }

    internal static (torch.Tensor, torch.Tensor, torch.Tensor) CallThree(string op, params ReadOnlySpan<Arg> args)
    {
        var results = stackalloc NativeArgument[3];
        Invoke(op, args, results, 3);
        return (new torch.Tensor((nint)results[0].Bits), new torch.Tensor((nint)results[1].Bits), new torch.Tensor((nint)results[2].Bits));
    }

    internal static torch.Tensor[] CallMany(string op, params ReadOnlySpan<Arg> args)
    {
        var results = stackalloc NativeArgument[MostResults];
        var tensors = new torch.Tensor[Invoke(op, args, results, MostResults)];
        for (var i = 0; i < tensors.Length; i++)
        {
            tensors[i] = new torch.Tensor((nint)results[i].Bits);
        }
        return tensors;
    }

    internal static bool CallBool(string op, params ReadOnlySpan<Arg> args)
    {
        NativeArgument result;
        Invoke(op, args, &result, 1);
        return result.Bits != 0;
    }

    internal static Scalar CallScalar(string op, params ReadOnlySpan<Arg> args)
    {
        NativeArgument result;
        Invoke(op, args, &result, 1);
        return result.Tag switch
        {
            ArgumentTag.Real => BitConverter.Int64BitsToDouble(result.Bits),
            ArgumentTag.Boolean => result.Bits != 0,
            _ => result.Bits,
        };
    }

    [SkipLocalsInit]
    private static int Invoke(string op, ReadOnlySpan<Arg> args, NativeArgument* results, int capacity)
    {
        var handle = Operators.TryGetValue(op, out var known) ? known : Find(op);
        var wordCount = 0;
        foreach (ref readonly var arg in args)
        {
            wordCount += arg.Words;
        }
        var words = wordCount <= StackWords ? stackalloc long[StackWords] : new long[wordCount];
        var native = stackalloc NativeArgument[args.Length];
        int produced;
        fixed (long* pinned = words)
        {
            var used = 0;
            for (var i = 0; i < args.Length; i++)
            {
                used += args[i].Write(out native[i], words[used..]);
            }
            produced = Native.hodl_call(handle, native, args.Length, results, capacity);
            if (Errors.FreedMemory(produced))
            {
                produced = Native.hodl_call(handle, native, args.Length, results, capacity);
            }
        }
        // A collection during the call must not finalise what the call is reading.
        foreach (ref readonly var arg in args)
        {
            GC.KeepAlive(arg.Reference);
        }
        Errors.Check(produced);
        return produced;
    }

    private static nint Find(string op) => Operators.GetOrAdd(op, static name => Errors.Check(Native.hodl_find(name)));
}
