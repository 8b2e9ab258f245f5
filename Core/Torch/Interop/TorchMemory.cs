namespace Hodl.Core.Torch.Interop;

/// <summary>The allocator's counters, read at one moment.</summary>
internal readonly record struct TorchMemory(long LiveBytes, long PeakBytes, long CachedBytes, long LiveBlocks, long LiveTensors)
{
    internal static unsafe TorchMemory Read()
    {
        var values = stackalloc long[5];
        Native.hodl_memory(values);
        return new TorchMemory(values[0], values[1], values[2], values[3], values[4]);
    }
}
