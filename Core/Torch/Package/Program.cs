using System.Security.Cryptography;
using Hodl.Package;

// Package <TorchSharp.dll> <native library or -> <version> <output folder>: mended copies of both for the output folder.
if (args is not [var assembly, var library, var version, var folder])
{
    Console.Error.WriteLine("Package <TorchSharp.dll> <native library or -> <version> <output folder>");
    return 2;
}

try
{
    KnownPackage.Check(version, assembly, library);
    Directory.CreateDirectory(folder);
    // A running program may have mapped the old copies, or links to them, and ends by an access fault when they are written to:
    // they are removed, and new files take their names.
    File.Delete(Path.Combine(folder, Path.GetFileName(assembly)));
    KeepAliveWeaver.Weave(assembly, Path.Combine(folder, Path.GetFileName(assembly)));
    if (library != "-")
    {
        var copy = Path.Combine(folder, Path.GetFileName(library));
        var bytes = File.ReadAllBytes(library);
        if (OperatingSystem.IsLinux() && !SystemLibrary.Defines(KnownPackage.SymbolVersion))
        {
            WeakVersion.Set(bytes, KnownPackage.SymbolVersion);
        }

        File.Delete(copy);
        File.WriteAllBytes(copy, bytes);
    }

    return 0;
}
catch (Exception exception) when (exception is InvalidDataException or IOException or CryptographicException)
{
    Console.Error.WriteLine($"error TORCH001: {exception.Message}");
    return 1;
}
