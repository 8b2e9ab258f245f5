using static Hodl.Core.Torch.Interop.Aten;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor softmax(long dim, ScalarType? dtype = null) => Call("softmax.int", this, dim, dtype);
        public Tensor log_softmax(long dim, ScalarType? dtype = null) => Call("log_softmax.int", this, dim, dtype);
        public Tensor softplus(double beta = 1, double threshold = 20) => Call("softplus", this, beta, threshold);
        public Tensor leaky_relu(Scalar negative_slope) => Call("leaky_relu", this, negative_slope);
        public Tensor leaky_relu_(Scalar negative_slope) => InPlace("leaky_relu_", this, negative_slope);
        public Tensor gelu() => Call("gelu", this);
        public Tensor elu(double alpha = 1) => Call("elu", this, alpha);
        public Tensor elu_(double alpha = 1) => InPlace("elu_", this, alpha);
        public Tensor hardtanh(Scalar min, Scalar max) => Call("hardtanh", this, min, max);
        public Tensor log_sigmoid() => Call("log_sigmoid", this);
        public Tensor threshold(Scalar threshold, Scalar value) => Call("threshold", this, threshold, value);
        public Tensor celu(Scalar alpha) => Call("celu", this, alpha);
        public Tensor prelu(Tensor target) => Call("prelu", this, target);
        public Tensor glu(long dim = -1) => Call("glu", this, dim);
    }
}
