using Hodl.Core.Torch.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static partial class autograd
    {
        /// <summary>An operation whose derivative is written by hand.</summary>
        public abstract class Function<T>
            where T : Function<T>, new()
        {
            public virtual string Name => GetType().Name;

            internal abstract List<Tensor> Forward(AutogradContext ctx, object[] vars);

            internal abstract List<Tensor> Backward(AutogradContext ctx, List<Tensor> grad_outputs);

            public static List<Tensor> apply_internal(params object[] vars)
            {
                var function = new T();
                var inputs = vars.OfType<Tensor>().ToList();
                return ManagedFunction.Apply(
                    inputs,
                    ctx => function.Forward(ctx, vars),
                    (ctx, grads) => ForInputs(function.Backward(ctx, grads!), vars, inputs.Count));
            }

            /// <summary>The backward may answer for every argument (null for what is no tensor) or for the tensors alone.</summary>
            private static List<Tensor> ForInputs(List<Tensor> grads, object[] vars, int inputs)
            {
                if (grads.Count == inputs)
                {
                    return grads;
                }
                if (grads.Count != vars.Length)
                {
                    throw new ArgumentException($"the backward returned {grads.Count} gradients for {vars.Length} arguments, {inputs} of them tensors");
                }
                return [.. grads.Where((_, i) => vars[i] is Tensor)];
            }
        }

        /// <summary>A function with one output.</summary>
        public abstract class SingleTensorFunction<T> : Function<T>
            where T : SingleTensorFunction<T>, new()
        {
            public abstract Tensor forward(AutogradContext ctx, params object[] vars);

            public abstract List<Tensor> backward(AutogradContext ctx, Tensor grad_output);

            public static Tensor apply(params object[] vars) => apply_internal(vars)[0];

            internal override List<Tensor> Forward(AutogradContext ctx, object[] vars) => [forward(ctx, vars)];

            internal override List<Tensor> Backward(AutogradContext ctx, List<Tensor> grad_outputs) => backward(ctx, grad_outputs[0]);
        }

        /// <summary>A function with several outputs.</summary>
        public abstract class MultiTensorFunction<T> : Function<T>
            where T : MultiTensorFunction<T>, new()
        {
            public abstract List<Tensor> forward(AutogradContext ctx, params object[] vars);

            public abstract List<Tensor> backward(AutogradContext ctx, List<Tensor> grad_outputs);

            public static List<Tensor> apply(params object[] vars) => apply_internal(vars);

            internal override List<Tensor> Forward(AutogradContext ctx, object[] vars) => forward(ctx, vars);

            internal override List<Tensor> Backward(AutogradContext ctx, List<Tensor> grad_outputs) => backward(ctx, grad_outputs);
        }
    }
}
