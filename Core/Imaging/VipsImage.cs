using System.Runtime.InteropServices;

namespace Hodl.Core.Imaging;

/// <summary>A reference to a VipsImage; releasing it drops the reference.</summary>
internal sealed class VipsImage() : SafeHandle(0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        Vips.g_object_unref(handle);
        return true;
    }
}
