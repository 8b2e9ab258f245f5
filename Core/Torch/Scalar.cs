using System.Numerics;
using Hodl.Core.Torch.Interop;

namespace TorchSharp;

/// <summary>A number with its type; integers stay integers, so that they do not promote an integer tensor.</summary>
public sealed class Scalar : IDisposable
{
    private readonly Complex _value;
    private readonly long _integer;

    private Scalar(Complex value, long integer, torch.ScalarType type)
    {
        _value = value;
        _integer = integer;
        Type = type;
    }

    public torch.ScalarType Type { get; }

    internal Complex Value => _value;

    internal long Integer => _integer;

    public static implicit operator Scalar(byte value) => Whole(value, torch.ScalarType.Byte);
    public static implicit operator Scalar(sbyte value) => Whole(value, torch.ScalarType.Int8);
    public static implicit operator Scalar(short value) => Whole(value, torch.ScalarType.Int16);
    public static implicit operator Scalar(int value) => Whole(value, torch.ScalarType.Int32);
    public static implicit operator Scalar(long value) => Whole(value, torch.ScalarType.Int64);
    public static implicit operator Scalar(bool value) => Whole(value ? 1 : 0, torch.ScalarType.Bool);
    public static implicit operator Scalar(Half value) => new((double)value, (long)value, torch.ScalarType.Float16);
    public static implicit operator Scalar(float value) => new(value, (long)value, torch.ScalarType.Float32);
    public static implicit operator Scalar(double value) => new(value, (long)value, torch.ScalarType.Float64);
    public static implicit operator Scalar(Complex value) => new(value, (long)value.Real, torch.ScalarType.ComplexFloat64);

    public static implicit operator Scalar((float, float) value) =>
        new(new Complex(value.Item1, value.Item2), (long)value.Item1, torch.ScalarType.ComplexFloat32);

    /// <summary>Nothing to free: the value lives in C#. Stands for source compatibility.</summary>
    public void Dispose()
    {
    }

    internal Arg ToArg() => Type switch
    {
        torch.ScalarType.Bool => _integer != 0,
        _ when torch.is_complex(Type) => Arg.Complex(_value),
        _ when torch.is_floating_point(Type) => _value.Real,
        _ => _integer,
    };

    private static Scalar Whole(long value, torch.ScalarType type) => new(value, value, type);
}
