using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Hodl.Core.Runs;

/// <summary>Files that outlive a power cut.</summary>
public static partial class Disk
{
    private const int ReadOnly = 0;

    /// <summary>Writes a whole file: it is there complete, or as it was before.</summary>
    public static void Write(string path, ReadOnlySpan<byte> bytes)
    {
        var unfinished = path + ".part";
        try
        {
            using var file = File.OpenHandle(unfinished, FileMode.Create, FileAccess.Write, FileShare.None);
            RandomAccess.Write(file, bytes, 0);
            RandomAccess.FlushToDisk(file);
        }
        catch
        {
            // On a full disk half a file would keep the room that others need.
            File.Delete(unfinished);
            throw;
        }

        Move(unfinished, path);
    }

    /// <summary>Puts a synced file in the place of another, at once and for good.</summary>
    public static void Move(string from, string to)
    {
        File.Move(from, to, overwrite: true);
        SyncFolder(Path.GetDirectoryName(to)!);
    }

    /// <summary>Makes names that were given or taken in a folder outlive a power cut; Windows does so by itself.</summary>
    public static void SyncFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        // .NET opens no folders.
        var folder = Open(path, ReadOnly, 0);
        if (folder < 0)
        {
            throw new IOException($"{path} cannot be opened to sync it: error {Marshal.GetLastPInvokeError()}.");
        }

        try
        {
            if (Sync(folder) != 0)
            {
                throw new IOException($"{path} cannot be synced: error {Marshal.GetLastPInvokeError()}.");
            }
        }
        finally
        {
            _ = Close(folder);
        }
    }

    /// <summary>Holds a folder open, to see whether it stays; null where that cannot be done.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public static SafeFileHandle? Hold(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return null;
        }

        var folder = Open(path, ReadOnly, 0);
        return folder < 0 ? throw new IOException($"{path} cannot be opened: error {Marshal.GetLastPInvokeError()}.")
            : new SafeFileHandle(folder, ownsHandle: true);
    }

    // The runtime's own calls: they go on after signals, and know what a sync takes on each system.
    [LibraryImport("libSystem.Native", EntryPoint = "SystemNative_Open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial nint Open(string path, int flags, int mode);

    [LibraryImport("libSystem.Native", EntryPoint = "SystemNative_FSync", SetLastError = true)]
    private static partial int Sync(nint file);

    [LibraryImport("libSystem.Native", EntryPoint = "SystemNative_Close")]
    private static partial int Close(nint file);
}
