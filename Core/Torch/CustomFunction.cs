using static TorchSharp.torch;

namespace Hodl.Core.Torch;

/// <summary>
/// A hand-written derivative as two lambdas. TorchSharp keeps one object for all uses of a function, so that what a use needs lies in
/// its context; and an exception in a derivative would end the process, so that it waits until C++ has left the stack.
/// </summary>
public static class CustomFunction
{
    private const string Key = "lambdas";

    /// <summary>Computes <paramref name="forward"/> without a graph and puts <paramref name="backward"/> in its place.</summary>
    /// <param name="inputs">What gradients flow to.</param>
    /// <param name="forward">
    /// The value. What the derivative needs of inputs and outputs goes through ctx.save_for_backward, anything else may simply be captured.
    /// </param>
    /// <param name="backward">
    /// From the gradient of the output those of the inputs, one each, null where none flows. Written in differentiable operations it can
    /// itself be differentiated. Its exceptions reach whoever called <see cref="Autograd"/>.
    /// </param>
    /// <returns>The output, part of the graph.</returns>
    public static Tensor Apply(
        IReadOnlyList<Tensor> inputs,
        Func<autograd.AutogradContext, Tensor> forward,
        Func<autograd.AutogradContext, Tensor, IReadOnlyList<Tensor?>> backward) =>
        Lambdas.apply([new Lambda(ctx => [forward(ctx)], (ctx, grads) => backward(ctx, grads[0])), .. inputs])[0];

    /// <summary>The same with several outputs.</summary>
    public static IReadOnlyList<Tensor> Apply(
        IReadOnlyList<Tensor> inputs,
        Func<autograd.AutogradContext, IReadOnlyList<Tensor>> forward,
        Func<autograd.AutogradContext, IReadOnlyList<Tensor>, IReadOnlyList<Tensor?>> backward) =>
        Lambdas.apply([new Lambda(forward, backward), .. inputs]);

    private sealed record Lambda(
        Func<autograd.AutogradContext, IReadOnlyList<Tensor>> Forward,
        Func<autograd.AutogradContext, IReadOnlyList<Tensor>, IReadOnlyList<Tensor?>> Backward)
    {
        public int Inputs { get; set; }
    }

    private sealed class Lambdas : autograd.MultiTensorFunction<Lambdas>
    {
        public override string Name => nameof(CustomFunction);

        public override List<Tensor> forward(autograd.AutogradContext ctx, params object[] vars)
        {
            var lambda = (Lambda)vars[0];
            lambda.Inputs = vars.Length - 1;
            ctx.save_data(Key, lambda);
            return [.. lambda.Forward(ctx)];
        }

        /// <summary>The first argument, the lambdas, has no gradient.</summary>
        public override List<Tensor> backward(autograd.AutogradContext ctx, List<Tensor> grad_outputs)
        {
            var lambda = (Lambda)ctx.get_data(Key);
            try
            {
                return [null!, .. lambda.Backward(ctx, grad_outputs).Select(grad => grad!)];
            }
#pragma warning disable CA1031 // No exception may cross C++; it is thrown again by Autograd.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                TorchErrors.Park(exception);
                return [.. Enumerable.Repeat<Tensor>(null!, lambda.Inputs + 1)];
            }
        }
    }
}
