using static TorchSharp.torch;

namespace Hodl.Core.Tasks;

/// <summary>Brings the calling thread to what the settings say about the machine.</summary>
public static class TaskMachine
{
    /// <summary>Sets the thread's number of threads within one operation and gives the device.</summary>
    public static Device Prepare(TaskSettings settings)
    {
        set_num_threads(settings.Threads);
        return device(settings.Device);
    }
}
