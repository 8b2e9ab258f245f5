namespace Hodl.Core.Torch;

/// <summary>The native memory of the process at one moment.</summary>
/// <param name="LiveBytes">Bytes that the C library has handed out, nearly all to tensors; where it does not say, the resident set.</param>
/// <param name="CachedBytes">Freed bytes that it keeps for what is asked for next; 0 where it does not say.</param>
/// <param name="LiveTensors">Tensor objects of C# that are not disposed yet.</param>
public readonly record struct TorchMemory(long LiveBytes, long CachedBytes, long LiveTensors);
