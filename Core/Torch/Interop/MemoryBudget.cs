namespace Hodl.Core.Torch.Interop;

/// <summary>
/// The garbage collector sees a tensor as a few dozen bytes, so forgotten tensors would fill the memory before it woke.
/// Every few tensors the native live bytes are compared with the level after the last collection; when they have grown
/// by more than the budget, the young generations are collected and their finalisers run. That costs far less than
/// GC.AddMemoryPressure. What is still alive then is taken as the new level, and an old tensor that only a full
/// collection finds is looked for when the level has doubled. Before libtorch 2.9 a GPU's bytes are not seen: for its sake the
/// number of tensors counts too.
/// </summary>
internal sealed class MemoryBudget
{
    /// <summary>Tensors between two looks at the memory.</summary>
    internal const int Interval = 64;

    private const long MostForgotten = 50_000;

    private long _budget = 256L << 20;
    private long _bytes;
    private long _fullBytes;
    private long _tensors;
    private int _collecting;

    internal static MemoryBudget Shared { get; } = new();

    internal long Bytes
    {
        get => Interlocked.Read(ref _budget);
        set => Interlocked.Exchange(ref _budget, value);
    }

    internal static unsafe TorchMemory Read()
    {
        var values = stackalloc long[5];
        Native.hodl_memory(values);
        if (TorchRuntime.UsesDevices)
        {
            var device = stackalloc long[2];
            Errors.Check(Native.hodl_device_memory(device));
            (values[0], values[1]) = (values[0] + device[0], values[1] + device[1]);
        }

        return new TorchMemory(values[0], values[1], values[2], values[3], values[4]);
    }

    internal void Check()
    {
        var now = Read();
        Lower(ref _bytes, now.LiveBytes);
        Lower(ref _tensors, now.LiveTensors);
        var grown = now.LiveBytes > Interlocked.Read(ref _bytes) + Bytes
            || now.LiveTensors > Interlocked.Read(ref _tensors) + MostForgotten;
        if (!grown || Interlocked.Exchange(ref _collecting, 1) == 1)
        {
            return;
        }
        Collect(1);
        if (_bytes > 2 * _fullBytes + 4 * Bytes)
        {
            Collect(2);
            _fullBytes = _bytes;
        }
        Interlocked.Exchange(ref _collecting, 0);
    }

    private void Collect(int generation)
    {
        GC.Collect(generation, GCCollectionMode.Forced, blocking: true);
        GC.WaitForPendingFinalizers();
        var now = Read();
        Interlocked.Exchange(ref _bytes, now.LiveBytes);
        Interlocked.Exchange(ref _tensors, now.LiveTensors);
    }

    private static void Lower(ref long level, long value)
    {
        if (value < Interlocked.Read(ref level))
        {
            Interlocked.Exchange(ref level, value);
        }
    }
}
