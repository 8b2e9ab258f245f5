using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public abstract class Optimizer : IDisposable
        {
            public abstract IEnumerable<ILearningRateController> ParamGroups { get; }

            public abstract IEnumerable<Parameter> parameters();

            public abstract void zero_grad();

            public abstract void add_param_group(ParamGroup param_group);

            /// <summary>One step; the closure, where one is given, computes the loss and its gradients first.</summary>
            public abstract Tensor? step(Func<Tensor>? closure = null);

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            protected virtual void Dispose(bool disposing)
            {
            }

            /// <summary>What a checkpoint keeps: the options of each group, the state of each parameter in order.</summary>
            public class StateDictionary
            {
                internal StateDictionary() { }

                public List<OptimizerOptions> Options { get; } = [];

                public List<List<int>> StateIndexRef { get; } = [];

                public List<OptimizerState> State { get; } = [];
            }
        }
    }
}
