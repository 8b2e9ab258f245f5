using TorchSharp;

namespace Hodl.Core.Torch.Interop;

/// <summary>What the binding keeps for each thread: the innermost dispose scope.</summary>
internal sealed class TorchThread
{
    private static readonly ThreadLocal<TorchThread> Threads = new(() => new TorchThread());

    internal static TorchThread Current => Threads.Value!;

    internal DisposeScope? Scope { get; set; }

    /// <summary>Tensors made on this thread, for the memory budget.</summary>
    internal int Created { get; set; }
}
