using System.Security.Cryptography;

namespace Hodl.Package;

/// <summary>
/// The one package that the two changes were made for. Another one may name its methods otherwise, need a newer symbol or have the
/// faults mended: whoever updates it looks at both, runs the tests, and writes the new version and hashes here.
/// </summary>
internal static class KnownPackage
{
    /// <summary>The version of TorchSharp.</summary>
    internal const string Version = "0.107.0";

    /// <summary>What libLibTorchSharp.so demands of libstdc++ (GCC 13) for a symbol that it never calls.</summary>
    internal const string SymbolVersion = "GLIBCXX_3.4.32";

    private const string AssemblyHash = "4cdbefe569482662109119685a31312c556ce24e67b6daf75eb16cc62264809c";

    /// <summary>Native libraries by file name; those of other systems are taken as they are.</summary>
    private static readonly Dictionary<string, string> LibraryHashes = new(StringComparer.Ordinal)
    {
        ["libLibTorchSharp.so"] = "cf33b1b0bb6bbb9754a768fb5c5d04d9f498603be50e73f55621a0b40ee608b8",
    };

    /// <summary>Refuses any other package.</summary>
    /// <exception cref="InvalidDataException">The version or a file is not the known one; the message says which.</exception>
    internal static void Check(string version, string assembly, string library)
    {
        if (version != Version)
        {
            throw new InvalidDataException($"TorchSharp {version} is not {Version}, which Core/Torch/Package was written for. {Advice}");
        }

        Check(assembly, AssemblyHash);
        if (library != "-" && LibraryHashes.TryGetValue(Path.GetFileName(library), out var hash))
        {
            Check(library, hash);
        }
    }

    private const string Advice = "See KnownPackage.cs for what an update has to look at.";

    private static void Check(string file, string expected)
    {
        using var stream = File.OpenRead(file);
        var found = Convert.ToHexStringLower(SHA256.HashData(stream));
        if (found != expected)
        {
            throw new InvalidDataException(
                $"{Path.GetFileName(file)} of TorchSharp {Version} has the SHA-256 {found}, not {expected}. {Advice}");
        }
    }
}
