using Hodl.Core.Torch.Interop;
using static Hodl.Core.Torch.Interop.Native;

namespace TorchSharp;

public static unsafe partial class torch
{
    public static partial class autograd
    {
        /// <summary>What a function keeps between its forward and its backward.</summary>
        public class AutogradContext : IDisposable
        {
            private const int MostSaved = 256;

            private readonly Dictionary<string, object> _data = [];
            private nint _native;

            internal AutogradContext() { }

            public bool MaterializeGrads { get; private set; } = true;

            public void save_data(string key, object value) => _data[key] = value;

            public object get_data(string key) => _data[key];

            /// <summary>
            /// Keeps inputs and outputs for the backward. Other tensors may go through save_data, but inputs and outputs
            /// may not: there a graph would keep itself alive, and a change in place would go unnoticed.
            /// </summary>
            public void save_for_backward(List<Tensor> tensors) =>
                Give(tensors, (handles, count) => hodl_context_save(Native, handles, count));

            public List<Tensor> get_saved_variables()
            {
                var handles = new nint[MostSaved];
                fixed (nint* p = handles)
                {
                    var count = hodl_context_saved(Native, p, MostSaved);
                    Errors.Check(count);
                    return [.. handles.Take(count).Select(handle => new Tensor(handle))];
                }
            }

            public void mark_dirty(List<Tensor> tensors) =>
                Give(tensors, (handles, count) => hodl_context_mark_dirty(Native, handles, count));

            public void mark_non_differentiable(List<Tensor> tensors) =>
                Give(tensors, (handles, count) => hodl_context_mark_non_differentiable(Native, handles, count));

            /// <summary>Whether an output without a gradient brings zeros (the default) or null.</summary>
            public void set_materialize_grads(bool value)
            {
                MaterializeGrads = value;
                hodl_context_materialize(Native, value ? 1 : 0);
            }

            /// <summary>Nothing of its own to free. Stands for source compatibility.</summary>
            public void Dispose() => GC.SuppressFinalize(this);

            /// <summary>The native context exists only while libtorch runs the forward or the backward.</summary>
            internal void Enter(nint native) => _native = native;

            internal void Leave() => _native = 0;

            private nint Native => _native != 0 ? _native
                : throw new InvalidOperationException("an autograd context is usable only inside forward and backward");

            private static void Give(List<Tensor> tensors, HandlesCall call)
            {
                var handles = tensors.Select(t => t.Borrow()).ToArray();
                fixed (nint* p = handles)
                {
                    Errors.Check(call(p, handles.Length));
                }
                GC.KeepAlive(tensors);
            }

            private unsafe delegate int HandlesCall(nint* handles, int count);
        }
    }
}
