using Hodl.Core.Torch.Interop;

namespace TorchSharp.Modules;

/// <summary>A tensor that a module learns. Shares the values of the tensor it is made from.</summary>
public class Parameter : torch.Tensor
{
    public Parameter(torch.Tensor data, bool requires_grad = true)
        : base(Shared(data))
    {
        this.requires_grad = requires_grad;
    }

    private static nint Shared(torch.Tensor data)
    {
        using var detached = data.detach();
        return Native.hodl_share(detached.Borrow());
    }
}
