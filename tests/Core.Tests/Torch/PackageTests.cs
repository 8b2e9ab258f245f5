using System.Diagnostics;
using Hodl.Core.Tests.Data;
using Xunit;

namespace Hodl.Core.Tests.Torch;

/// <summary>The build step that mends the restored TorchSharp.</summary>
public sealed class PackageTests
{
    [SkippableFact]
    public async Task Mend_OverFilesInUse_LeavesThemAndTakesTheirNames()
    {
        var packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } set ? set
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        var version = typeof(TorchSharp.torch).Assembly.GetName().Version!.ToString(3);
        var package = Path.Combine(packages, "torchsharp", version);
        var assembly = Path.Combine(package, "lib", "net8.0", "TorchSharp.dll");
        var library = Path.Combine(package, "runtimes", "linux-x64", "native", "libLibTorchSharp.so");
        Skip.IfNot(File.Exists(assembly) && File.Exists(library), $"The package TorchSharp {version} for Linux x64 is not below {packages}.");
        using var folder = new TempFolder();
        foreach (var name in (string[])["TorchSharp.dll", "libLibTorchSharp.so"])
        {
            File.WriteAllText(Path.Combine(folder.Path, name), "in use");
        }

        using var usedAssembly = new StreamReader(Path.Combine(folder.Path, "TorchSharp.dll"));
        using var usedLibrary = new StreamReader(Path.Combine(folder.Path, "libLibTorchSharp.so"));
        using var mend = Process.Start(new ProcessStartInfo("dotnet", [Program(), assembly, library, version, folder.Path]) { RedirectStandardError = true })!;
        var error = await mend.StandardError.ReadToEndAsync();
        await mend.WaitForExitAsync();
        Assert.True(mend.ExitCode == 0, error);
        Assert.Equal("in use", await usedAssembly.ReadToEndAsync());
        Assert.Equal("in use", await usedLibrary.ReadToEndAsync());
        Assert.Equal(new FileInfo(library).Length, new FileInfo(Path.Combine(folder.Path, "libLibTorchSharp.so")).Length);
    }

    // …/tests/Core.Tests/bin/<configuration>/net10.0/ → …/Core/Torch/Package/bin/<configuration>/net10.0/Hodl.Package.dll
    private static string Program()
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd('/'));
        var root = output.Parent!.Parent!.Parent!.Parent!.Parent!.FullName;
        return Path.Combine(root, "Core", "Torch", "Package", "bin", output.Parent.Name, output.Name, "Hodl.Package.dll");
    }
}
