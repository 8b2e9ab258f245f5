using static TorchSharp.torch;

namespace Hodl.Core.Torch;

/// <summary>
/// Derivatives. In place of autograd.grad of TorchSharp, which ends the process on an error, does not keep the graph that
/// it was told to create, and answers for an unused input with a tensor that is none.
/// </summary>
public static class Autograd
{
    private static readonly Script Functions = new("""
        def grad(outputs: List[Tensor], inputs: List[Tensor], weights: List[Tensor],
                 retain: bool, create: bool, unused: bool) -> List[Optional[Tensor]]:
            given: List[Optional[Tensor]] = []
            for weight in weights:
                given.append(weight)
            if len(given) == 0:
                return torch.autograd.grad(outputs, inputs, None, retain, create, unused)
            return torch.autograd.grad(outputs, inputs, given, retain, create, unused)
        """);

    /// <summary>The sum over the outputs of weightᵀ ∂output/∂input, for each input.</summary>
    /// <param name="outputs">What is differentiated.</param>
    /// <param name="inputs">Along what.</param>
    /// <param name="weights">One each output and of its shape; null where every output is a scalar.</param>
    /// <param name="retainGraph">Whether the graph may be gone through again; null: if a new one is created.</param>
    /// <param name="createGraph">Whether the result can itself be differentiated.</param>
    /// <param name="allowUnused">Whether an input may have no part in the outputs; its gradient is then null.</param>
    /// <exception cref="TorchException">Shapes do not fit, the graph is gone, an input has no part, memory ran out.</exception>
    public static IList<Tensor> Grad(
        IList<Tensor> outputs, IList<Tensor> inputs, IList<Tensor>? weights = null,
        bool? retainGraph = null, bool createGraph = false, bool allowUnused = false)
    {
        try
        {
            var gradients = Functions.CallMany(
                "grad", ScriptArgument.Of(outputs), ScriptArgument.Of(inputs), ScriptArgument.Of(weights ?? []),
                retainGraph ?? createGraph, createGraph, allowUnused);
            ThrowAnyOf(gradients);
            return gradients!;
        }
        catch
        {
            TorchErrors.Clear();
            throw;
        }
    }

    /// <summary>Adds the gradients of a scalar to the field grad of every leaf that it depends on.</summary>
    /// <exception cref="TorchException">The output is no scalar, or its graph is gone.</exception>
    public static void Backward(Tensor output, bool? retainGraph = null, bool createGraph = false)
    {
        try
        {
            output.backward(retain_graph: retainGraph ?? createGraph, create_graph: createGraph);
            TorchErrors.ThrowParked();
        }
        catch
        {
            TorchErrors.Clear();
            throw;
        }
    }

    private static void ThrowAnyOf(Tensor?[] gradients)
    {
        try
        {
            TorchErrors.ThrowParked();
        }
        catch
        {
            Array.ForEach(gradients, gradient => gradient?.Dispose());
            throw;
        }
    }
}
