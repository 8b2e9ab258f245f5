using Hodl.Core.Torch.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static bool cuda_is_available() => cuda.is_available();

    public static class cuda
    {
        public static bool is_available() => device_count() > 0;

        public static int device_count() => Native.hodl_device_count();

        /// <summary>Waits for the work queued on a device: a clock read before that would measure the queueing.</summary>
        public static void synchronize(Device? device = null) => Errors.Check(Native.hodl_device_synchronize(Math.Max(device?.index ?? 0, 0)));
    }
}
