using static TorchSharp.torch;

namespace Hodl.Core.Torch;

/// <summary>
/// A hand-written adjoint as two lambdas: shorter than a class derived from autograd.SingleTensorFunction, and with
/// arguments that need no casts.
/// </summary>
public static class CustomFunction
{
    /// <summary>Computes <paramref name="forward"/> without a graph and puts <paramref name="backward"/> in its place.</summary>
    /// <param name="inputs">What gradients flow to.</param>
    /// <param name="forward">
    /// The value. What the backward needs of inputs and outputs goes through ctx.save_for_backward, anything else may
    /// simply be captured.
    /// </param>
    /// <param name="backward">
    /// From the gradient of the output those of the inputs, one each, null where none flows. Written in differentiable
    /// operations it can itself be differentiated.
    /// </param>
    /// <returns>The output, part of the graph.</returns>
    public static Tensor Apply(
        IReadOnlyList<Tensor> inputs,
        Func<autograd.AutogradContext, Tensor> forward,
        Func<autograd.AutogradContext, Tensor, IReadOnlyList<Tensor?>> backward) =>
        Lambdas.apply([(Lambda)new(ctx => [forward(ctx)], (ctx, grads) => backward(ctx, grads[0])), .. inputs])[0];

    /// <summary>The same with several outputs.</summary>
    public static IReadOnlyList<Tensor> Apply(
        IReadOnlyList<Tensor> inputs,
        Func<autograd.AutogradContext, IReadOnlyList<Tensor>> forward,
        Func<autograd.AutogradContext, IReadOnlyList<Tensor>, IReadOnlyList<Tensor?>> backward) =>
        Lambdas.apply([(Lambda)new(forward, backward), .. inputs]);

    private sealed record Lambda(
        Func<autograd.AutogradContext, IReadOnlyList<Tensor>> Forward,
        Func<autograd.AutogradContext, IReadOnlyList<Tensor>, IReadOnlyList<Tensor?>> Backward);

    private sealed class Lambdas : autograd.MultiTensorFunction<Lambdas>
    {
        private Lambda? _lambda;

        public override string Name => nameof(CustomFunction);

        public override List<Tensor> forward(autograd.AutogradContext ctx, params object[] vars)
        {
            _lambda = (Lambda)vars[0];
            return [.. _lambda.Forward(ctx)];
        }

        /// <summary>The first argument, the lambdas, has no gradient.</summary>
        public override List<Tensor> backward(autograd.AutogradContext ctx, List<Tensor> grad_outputs) =>
            [null!, .. _lambda!.Backward(ctx, grad_outputs).Select(grad => grad!)];
    }
}
