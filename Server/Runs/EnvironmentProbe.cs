using System.Reflection;
using System.Runtime.InteropServices;
using Hodl.Core.Runs;
using Hodl.Core.Tasks;

namespace Hodl.Server.Runs;

/// <summary>Reads what runs are computed with.</summary>
public sealed class EnvironmentProbe
{
    /// <summary>The environment of a run with these settings.</summary>
    public RunEnvironment Read(TaskSettings settings) => new()
    {
        Code = CodeVersion,
        DotNet = RuntimeInformation.FrameworkDescription,
        LibTorch = "none",
        Blas = "none",
        Device = settings.Device,
        Threads = settings.Threads,
        Processor = Processor(),
        System = $"{RuntimeInformation.OSDescription} {RuntimeInformation.OSArchitecture}".Trim(),
    };

    /// <summary>Version of this program with its commit.</summary>
    public static string CodeVersion =>
        typeof(EnvironmentProbe).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    private static string Processor()
    {
        const string cpu = "/proc/cpuinfo";
        var named = File.Exists(cpu) ? File.ReadLines(cpu).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal)) : null;
        return named is null ? RuntimeInformation.ProcessArchitecture.ToString() : named[(named.IndexOf(':') + 1)..].Trim();
    }
}
