using Hodl.Core.Torch.Interop;
using static Hodl.Core.Torch.Interop.Aten;

namespace TorchSharp;

public static partial class torch
{
    public enum RoundingMode
    {
        None = 0,
        trunc = 1,
        floor = 2,
    }

    public partial class Tensor
    {
        public Tensor H => adjoint();

        public Tensor T => transpose_all();

        public Tensor mT => Call("mT", this);

        public Tensor mH => Call("mH", this);

        public Tensor real => Call("real", this);

        public Tensor imag => Call("imag", this);

        private static Arg Mode(RoundingMode mode) => mode == RoundingMode.None ? Arg.None : mode.ToString();

        /// <summary>Copies into a given tensor, where one is given.</summary>
        private static Tensor Into(Tensor? given, Tensor result)
        {
            if (given is null)
            {
                return result;
            }
            using (result)
            {
                return given.copy_(result);
            }
        }

        private Tensor Cast(ScalarType? type) => type is { } wanted && wanted != dtype ? to_type(wanted) : this;

        private Tensor Moved(ScalarType? type, Device? place, bool copy, bool disposeAfter, bool nonBlocking)
        {
            var moved = Call("to.dtype_layout", this, type ?? dtype, Arg.None, place ?? device, Arg.None, nonBlocking, copy);
            if (disposeAfter)
            {
                Dispose();
            }
            return moved;
        }

        private Tensor transpose_all() => Call("numpy_T", this);
    }
}
