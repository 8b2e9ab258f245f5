using static TorchSharp.torch;

namespace Hodl.Core.Torch;

/// <summary>Matrix products whose errors are exceptions: TorchSharp's matmul ends the process on one.</summary>
public static class TensorProducts
{
    private static readonly Script Functions = new("""
        def product(left: Tensor, right: Tensor) -> Tensor:
            return torch.matmul(left, right)
        """);

    /// <summary>The matrix product, over the last two dimensions, of vectors, matrices or batches of them.</summary>
    /// <exception cref="TorchException">The shapes do not fit; the message names them.</exception>
    public static Tensor MatMul(this Tensor left, Tensor right) =>
        left.dim() == 2 && right.dim() == 2 ? left.mm(right) : Functions.Call("product", left, right);
}
