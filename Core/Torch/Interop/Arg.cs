using System.Runtime.CompilerServices;
using System.Text;
using TorchSharp;

namespace Hodl.Core.Torch.Interop;

/// <summary>One argument on its way to an operator.</summary>
internal readonly struct Arg
{
    /// <summary>What the operator's schema says where nothing is given.</summary>
    internal static readonly Arg Default = new(ArgumentTag.SchemaDefault, null, 0);

    /// <summary>The schema's None.</summary>
    internal static Arg None => default;

    private readonly ArgumentTag _tag;
    private readonly object? _reference;
    private readonly long _bits;

    private Arg(ArgumentTag tag, object? reference, long bits)
    {
        _tag = tag;
        _reference = reference;
        _bits = bits;
    }

    /// <summary>The object that must outlive the call.</summary>
    internal object? Reference => _reference;

    /// <summary>How many words the list or text behind the argument takes.</summary>
    internal int Words => _tag switch
    {
        ArgumentTag.Integers => ((long[])_reference!).Length,
        ArgumentTag.Reals => ((double[])_reference!).Length,
        ArgumentTag.Tensors or ArgumentTag.OptionalTensors => ((torch.Tensor?[])_reference!).Length,
        ArgumentTag.Text => Encoding.UTF8.GetByteCount((string)_reference!) / sizeof(long) + 1,
        ArgumentTag.Complex => 2,
        _ => 0,
    };

    public static implicit operator Arg(torch.Tensor? tensor) => tensor is null ? None : new(ArgumentTag.Tensor, tensor, 0);
    public static implicit operator Arg(long? value) => value is { } v ? new(ArgumentTag.Integer, null, v) : None;
    public static implicit operator Arg(double? value) => value is { } v ? new(ArgumentTag.Real, null, BitConverter.DoubleToInt64Bits(v)) : None;
    public static implicit operator Arg(bool? value) => value is { } v ? new(ArgumentTag.Boolean, null, v ? 1 : 0) : None;
    public static implicit operator Arg(long[]? values) => values is null ? None : new(ArgumentTag.Integers, values, 0);
    public static implicit operator Arg(double[]? values) => values is null ? None : new(ArgumentTag.Reals, values, 0);
    public static implicit operator Arg(torch.Tensor[] tensors) => new(ArgumentTag.Tensors, tensors, 0);
    public static implicit operator Arg(string? text) => text is null ? None : new(ArgumentTag.Text, text, 0);
    public static implicit operator Arg(torch.ScalarType? type) => type is { } t ? new(ArgumentTag.Integer, null, (long)t) : None;
    public static implicit operator Arg(torch.Generator? generator) => generator is null ? None : new(ArgumentTag.Generator, generator, 0);
    public static implicit operator Arg(torch.Device? device) => device is null ? None : new(ArgumentTag.Device, device, device.index);
    public static implicit operator Arg(Scalar? scalar) => scalar is null ? None : scalar.ToArg();

    internal static Arg Optionals(torch.Tensor?[] tensors) => new(ArgumentTag.OptionalTensors, tensors, 0);

    internal static Arg Complex(System.Numerics.Complex value) => new(ArgumentTag.Complex, value, 0);

    /// <summary>Writes the argument; what does not fit one word goes to <paramref name="words"/>.</summary>
    /// <returns>The words used.</returns>
    internal unsafe int Write(out NativeArgument native, Span<long> words)
    {
        native = new NativeArgument { Tag = _tag, Bits = _bits };
        switch (_tag)
        {
            case ArgumentTag.Tensor:
                native.Bits = Unsafe.As<torch.Tensor>(_reference)!.Borrow();
                return 0;
            case ArgumentTag.Generator:
                native.Bits = ((torch.Generator)_reference!).Handle;
                return 0;
            case ArgumentTag.Device:
                native.Count = (int)((torch.Device)_reference!).type;
                return 0;
            case ArgumentTag.Integers:
                return List(ref native, (long[])_reference!, words);
            case ArgumentTag.Reals:
                return List(ref native, Array.ConvertAll((double[])_reference!, BitConverter.DoubleToInt64Bits), words);
            case ArgumentTag.Tensors or ArgumentTag.OptionalTensors:
                return List(ref native, Array.ConvertAll((torch.Tensor?[])_reference!, t => t is null ? 0L : t.Borrow()), words);
            case ArgumentTag.Complex:
                var complex = (System.Numerics.Complex)_reference!;
                return List(ref native, [BitConverter.DoubleToInt64Bits(complex.Real), BitConverter.DoubleToInt64Bits(complex.Imaginary)], words);
            case ArgumentTag.Text:
                var bytes = System.Runtime.InteropServices.MemoryMarshal.AsBytes(words);
                native.Count = Encoding.UTF8.GetBytes((string)_reference!, bytes);
                native.Bits = (long)(nint)Unsafe.AsPointer(ref words[0]);
                return native.Count / sizeof(long) + 1;
            default:
                return 0;
        }
    }

    /// <summary>The caller pins <paramref name="words"/>, so the address stays.</summary>
    private static unsafe int List(ref NativeArgument native, ReadOnlySpan<long> values, Span<long> words)
    {
        values.CopyTo(words);
        native.Count = values.Length;
        native.Bits = values.IsEmpty ? 0 : (long)(nint)Unsafe.AsPointer(ref words[0]);
        return values.Length;
    }
}
