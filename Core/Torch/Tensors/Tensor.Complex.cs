using static Hodl.Core.Torch.Interop.Aten;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor conj() => Call("conj", this);
        public Tensor conj_physical() => Call("conj_physical", this);
        public Tensor resolve_conj() => Call("resolve_conj", this);
        public Tensor resolve_neg() => Call("resolve_neg", this);
        public Tensor angle() => Call("angle", this);
        public Tensor view_as_real() => Call("view_as_real", this);
        public Tensor view_as_complex() => Call("view_as_complex", this);
        public Tensor isreal() => Call("isreal", this);
    }
}
