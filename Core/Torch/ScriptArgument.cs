using static TorchSharp.torch;

namespace Hodl.Core.Torch;

/// <summary>One argument of a TorchScript function.</summary>
internal readonly struct ScriptArgument
{
    private ScriptArgument(Type kind) => Kind = kind;

    /// <summary>What it is.</summary>
    internal enum Type
    {
        /// <summary>None.</summary>
        None,

        /// <summary>A tensor.</summary>
        Tensor,

        /// <summary>List[Tensor].</summary>
        Tensors,

        /// <summary>A float.</summary>
        Number,

        /// <summary>An int.</summary>
        Integer,

        /// <summary>A bool.</summary>
        Flag,
    }

    internal Type Kind { get; }

    internal Tensor? Tensor { get; private init; }

    internal IList<Tensor>? Tensors { get; private init; }

    internal double Number { get; private init; }

    internal long Integer { get; private init; }

    public static implicit operator ScriptArgument(Tensor? tensor) => new(tensor is null ? Type.None : Type.Tensor) { Tensor = tensor };

    public static implicit operator ScriptArgument(Tensor[] tensors) => new(Type.Tensors) { Tensors = tensors };

    public static implicit operator ScriptArgument(List<Tensor> tensors) => new(Type.Tensors) { Tensors = tensors };

    public static implicit operator ScriptArgument(double value) => new(Type.Number) { Number = value };

    public static implicit operator ScriptArgument(int value) => new(Type.Integer) { Integer = value };

    public static implicit operator ScriptArgument(bool value) => new(Type.Flag) { Integer = value ? 1 : 0 };

    /// <summary>A list, whatever holds it.</summary>
    internal static ScriptArgument Of(IList<Tensor> tensors) => new(Type.Tensors) { Tensors = tensors };
}
