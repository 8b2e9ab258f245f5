using System.Runtime.InteropServices;
using System.Text;

namespace Hodl.Package;

/// <summary>The system's own libstdc++.</summary>
internal static class SystemLibrary
{
    private const string Name = "libstdc++.so.6";

    /// <summary>Whether it has a symbol version; a library that cannot be found is taken to be too old.</summary>
    internal static bool Defines(string version)
    {
        if (!NativeLibrary.TryLoad(Name, out _))
        {
            return false;
        }

        var path = File.ReadLines("/proc/self/maps").Select(line => line[(line.LastIndexOf(' ') + 1)..])
            .FirstOrDefault(file => Path.GetFileName(file).StartsWith("libstdc++.so", StringComparison.Ordinal));
        return path is not null && File.ReadAllBytes(path).AsSpan().IndexOf(Encoding.ASCII.GetBytes($"\0{version}\0")) >= 0;
    }
}
