using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Hodl.Core.Torch;

/// <summary>
/// Functions in TorchScript, compiled once. One call computes a whole loop where call by call from C# would take hundreds, any
/// operator can be reached, and every error is a TorchException. TorchSharp's own way to call them boxes each argument and frees
/// memory with the wrong operator, so that its native entry is called directly.
/// </summary>
internal sealed unsafe partial class Script
{
    private const long OfTensor = 0, OfScalar = 1, OfBool = 2, OfInt = 3, OfTensors = 5, OfNone = 8;

    private readonly Lazy<nint> unit;

    [ThreadStatic]
    private static List<nint>? results;

    [ThreadStatic]
    private static long resultCount;

    /// <param name="text">Functions in the Python that TorchScript takes.</param>
    internal Script(string text) => unit = new Lazy<nint>(() =>
    {
        _ = torch.get_num_threads(); // libtorch is loaded and looked at
        var handle = THSJIT_compile(text + "\n");
        CheckForErrors();
        return handle;
    });

    /// <summary>Calls a function that returns one tensor.</summary>
    /// <exception cref="TorchException">An operation in it failed.</exception>
    internal Tensor Call(string function, params ReadOnlySpan<ScriptArgument> arguments) => CallMany(function, arguments)[0]!;

    /// <summary>Calls a function that returns a tensor, a tuple or a list of tensors; null for one that is None or undefined.</summary>
    /// <exception cref="TorchException">An operation in it failed.</exception>
    internal Tensor?[] CallMany(string function, params ReadOnlySpan<ScriptArgument> arguments)
    {
        var lists = 0;
        foreach (var argument in arguments)
        {
            lists += argument.Tensors?.Count ?? 0;
        }

        var given = stackalloc Value[arguments.Length];
        var items = stackalloc Value[lists];
        var used = 0;
        for (var i = 0; i < arguments.Length; i++)
        {
            var argument = arguments[i];
            given[i] = argument.Kind switch
            {
                ScriptArgument.Type.Tensor => new Value(OfTensor, 0, argument.Tensor!.Handle),
                ScriptArgument.Type.Number => new Value(OfScalar, 0, THSTorch_float64_to_scalar(argument.Number)),
                ScriptArgument.Type.Flag => new Value(OfBool, 0, (nint)argument.Integer),
                ScriptArgument.Type.Integer => new Value(OfInt, 0, (nint)argument.Integer),
                ScriptArgument.Type.Tensors => new Value(OfTensors, argument.Tensors!.Count, (nint)(items + used)),
                _ => new Value(OfNone, 0, 0),
            };
            for (var k = 0; k < (argument.Tensors?.Count ?? 0); k++)
            {
                items[used++] = new Value(OfTensor, 0, argument.Tensors![k].Handle);
            }
        }

        results ??= [];
        var before = results.Count;
        sbyte code;
        THSJIT_CompilationUnit_Invoke(unit.Value, function, given, arguments.Length, &Allocate, &code, 0);
        for (var i = 0; i < arguments.Length; i++)
        {
            GC.KeepAlive(arguments[i].Tensor);
            GC.KeepAlive(arguments[i].Tensors);
            if (arguments[i].Kind == ScriptArgument.Type.Number)
            {
                THSTorch_dispose_scalar(given[i].Handle);
            }
        }

        return Take(before);
    }

    /// <summary>What the native part wrote since the call began; nested calls (from a derivative in C#) took theirs.</summary>
    private static Tensor?[] Take(int before)
    {
        var count = resultCount;
        var block = results!.Count > before ? (Value*)results[^1] : null;
        results.RemoveRange(before, results.Count - before);
        try
        {
            CheckForErrors();
            var tensors = new Tensor?[block is null ? 0 : count];
            for (var i = 0; i < tensors.Length; i++)
            {
                tensors[i] = block[i].Handle == 0 || block[i].Code == OfNone ? null : Tensor.UnsafeCreateTensor(block[i].Handle);
            }

            return tensors;
        }
        finally
        {
            NativeMemory.Free(block);
        }
    }

    [UnmanagedCallersOnly]
    private static Value* Allocate(int index, nuint length)
    {
        var block = (Value*)NativeMemory.AllocZeroed(Math.Max(length, 1), (nuint)sizeof(Value));
        results!.Add((nint)block);
        resultCount = (long)length;
        return block;
    }

    [LibraryImport("LibTorchSharp", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.AssemblyDirectory | DllImportSearchPath.SafeDirectories)]
    private static partial nint THSJIT_compile(string script);

    [LibraryImport("LibTorchSharp", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.AssemblyDirectory | DllImportSearchPath.SafeDirectories)]
    private static partial void THSJIT_CompilationUnit_Invoke(
        nint unit, string function, Value* arguments, int count, delegate* unmanaged<int, nuint, Value*> allocate, sbyte* code, int index);

    [LibraryImport("LibTorchSharp")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.AssemblyDirectory | DllImportSearchPath.SafeDirectories)]
    private static partial nint THSTorch_float64_to_scalar(double value);

    [LibraryImport("LibTorchSharp")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.AssemblyDirectory | DllImportSearchPath.SafeDirectories)]
    private static partial void THSTorch_dispose_scalar(nint scalar);

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Value(long code, long length, nint handle)
    {
        public readonly long Code = code;
        public readonly long Length = length;
        public readonly nint Handle = handle;
    }
}
