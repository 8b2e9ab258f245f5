using System.Runtime.InteropServices;

namespace Hodl.Core.Runs;

/// <summary>
/// Whether a file that is held open still lies where it was opened. What is written into one that was deleted, moved or replaced
/// is gone when it is closed, and no write says so.
/// </summary>
/// <param name="file">The open file.</param>
/// <param name="path">Where it was opened.</param>
public sealed class FilePlace(SafeHandle file, string path)
{
    private readonly string _first = Link(file);

    /// <summary>Whether it is there.</summary>
    public bool IsKept => _first == "" ? Path.Exists(path) : Link(file) == _first;

    // Linux tells where an open file lies at the moment; elsewhere an open file is not replaced.
    private static string Link(SafeHandle file) =>
        OperatingSystem.IsLinux() ? new FileInfo($"/proc/self/fd/{file.DangerousGetHandle()}").LinkTarget ?? "" : "";
}
