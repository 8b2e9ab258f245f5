using Hodl.Core.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hodl.Core.Solvers;

/// <summary>ω as named tensors of any shapes, scalars of no dimension included.</summary>
public sealed class Variables : LearnedModule
{
    private readonly Parameter[] values;

    /// <summary>Takes the tensors as leaves; their values are shared, not copied.</summary>
    public Variables(params (string Name, Tensor Value)[] named)
        : base(nameof(Variables))
    {
        values = [.. named.Select(pair => Parameters.Of(pair.Value))];
        for (var i = 0; i < values.Length; i++)
        {
            register_parameter(named[i].Name, values[i]);
        }
    }

    /// <summary>The tensor at a position, part of every graph that reads it.</summary>
    public Tensor this[int index] => values[index];
}
