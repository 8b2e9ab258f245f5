using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static Parameter Parameter(Tensor data, bool requires_grad = true) => new(data, requires_grad);

        public static Linear Linear(long inputSize, long outputSize, bool hasBias = true, Device? device = null, ScalarType? dtype = null) =>
            new(inputSize, outputSize, hasBias, device, dtype);

        public static Linear Linear(Parameter weight, Parameter? bias = null) => new(weight, bias);

        public static ReLU ReLU(bool inplace = false) => new(inplace);

        public static LeakyReLU LeakyReLU(double negative_slope = 0.01, bool inplace = false) => new(negative_slope, inplace);

        public static Softplus Softplus(double beta = 1, double threshold = 20) => new(beta, threshold);

        public static Tanh Tanh() => new(false);

        public static Sigmoid Sigmoid() => new(false);

        public static Identity Identity() => new();

        public static Sequential Sequential() => new();

        public static Sequential Sequential(params Module<Tensor, Tensor>[] modules) => new(modules.Select((module, i) => ($"{i}", module)));

        public static Sequential Sequential(IEnumerable<Module<Tensor, Tensor>> modules) => Sequential(modules.ToArray());

        public static Sequential Sequential(params (string, Module<Tensor, Tensor>)[] modules) => new(modules);

        public static Sequential Sequential(IEnumerable<(string, Module<Tensor, Tensor>)> modules) => new(modules);
    }
}
