namespace Hodl.Core.Torch;

/// <summary>The native memory at one moment.</summary>
/// <param name="LiveBytes">Bytes of all tensors in the processor's memory; where libtorch does not count, the process's resident set.</param>
/// <param name="PeakBytes">The most that they were since the last <see cref="TorchRuntime.ResetPeak"/> on the threads that called it.</param>
/// <param name="CachedBytes">Freed bytes that the C library keeps for what is asked for next; 0 where it does not say.</param>
/// <param name="LiveTensors">Tensor objects of C# that are not disposed yet.</param>
public readonly record struct TorchMemory(long LiveBytes, long PeakBytes, long CachedBytes, long LiveTensors);
