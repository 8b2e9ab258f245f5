using Hodl.Core.Torch.Interop;
using static Hodl.Core.Torch.Interop.Native;

namespace TorchSharp;

public static unsafe partial class torch
{
    public partial class Tensor
    {
        public bool requires_grad
        {
            get
            {
                var required = hodl_requires_grad(Borrow()) != 0;
                GC.KeepAlive(this);
                return required;
            }
            set
            {
                Errors.Check(hodl_set_requires_grad(Borrow(), value ? 1 : 0));
                GC.KeepAlive(this);
            }
        }

        public bool is_leaf
        {
            get
            {
                var leaf = hodl_is_leaf(Borrow()) != 0;
                GC.KeepAlive(this);
                return leaf;
            }
        }

        public Tensor? grad
        {
            get
            {
                nint found;
                Errors.Check(hodl_grad(Borrow(), &found));
                GC.KeepAlive(this);
                return found == 0 ? null : new Tensor(found);
            }
            set
            {
                Errors.Check(hodl_set_grad(Borrow(), value?.Borrow() ?? 0));
                GC.KeepAlive(this);
                GC.KeepAlive(value);
            }
        }

        public Tensor requires_grad_(bool requires_grad = true)
        {
            this.requires_grad = requires_grad;
            return this;
        }

        public Tensor with_requires_grad(bool requires_grad = true) => requires_grad_(requires_grad);

        public void retain_grad()
        {
            Errors.Check(hodl_retain_grad(Borrow()));
            GC.KeepAlive(this);
        }

        public void backward() => autograd.backward([this]);

        public void backward(IList<Tensor>? grad_tensors = null, bool retain_graph = false, bool create_graph = false, IList<Tensor>? inputs = null) =>
            autograd.backward([this], grad_tensors, retain_graph, create_graph, inputs);

        public Tensor detach() => Aten.Call("detach", this);

        public Tensor detach_() => Aten.InPlace("detach_", this);
    }
}
