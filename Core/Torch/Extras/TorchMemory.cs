namespace Hodl.Core.Torch;

/// <summary>The native memory at one moment. Under the TorchSharp package only the tensor count is known; the rest is −1.</summary>
/// <param name="LiveBytes">Bytes of all tensors, in the processor's memory and, from libtorch 2.9, in that of the GPUs in use.</param>
/// <param name="PeakBytes">The most that they were since the start or the last <see cref="TorchRuntime.ResetPeak"/>, each memory by itself, added up.</param>
/// <param name="CachedBytes">Freed bytes kept for the next tensor of about the same size.</param>
/// <param name="LiveBlocks">Tensor storages, those held by graphs included.</param>
/// <param name="LiveTensors">Tensor objects of C# that are not disposed yet.</param>
public readonly record struct TorchMemory(long LiveBytes, long PeakBytes, long CachedBytes, long LiveBlocks, long LiveTensors);
