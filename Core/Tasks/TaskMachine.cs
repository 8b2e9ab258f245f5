using Hodl.Core.Runs;
using Hodl.Core.Torch;
using static TorchSharp.torch;

namespace Hodl.Core.Tasks;

/// <summary>Brings the calling thread to what the settings say about the machine.</summary>
public static class TaskMachine
{
    /// <summary>Sets the thread's number of threads within one operation and gives the device.</summary>
    /// <exception cref="Torch.TorchException">The machine has no such device.</exception>
    public static Device Prepare(TaskSettings settings)
    {
        TorchRuntime.SetThreads(settings.Threads);
        var wanted = TorchRuntime.Device(settings.Device);
        TorchRuntime.Prepare(wanted);
        return wanted;
    }
}
