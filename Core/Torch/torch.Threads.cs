using Hodl.Core.Torch.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>
    /// The cores that one operator may use when called from this thread. Other threads keep their own, so that each run
    /// keeps to its share.
    /// </summary>
    public static void set_num_threads(int num)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(num, 1);
        Native.hodl_set_own_threads(num);
    }

    public static int get_num_threads() => Native.hodl_get_threads();
}
