using System.Reflection;
using System.Runtime.InteropServices;
using Hodl.Core.Runs;
using Hodl.Core.Torch;

namespace Hodl.Server.Runs;

/// <summary>Reads what runs are computed with.</summary>
public sealed class EnvironmentProbe
{
    /// <summary>The environment of a run with these settings.</summary>
    public RunEnvironment Read(TaskSettings settings) => new()
    {
        Code = CodeVersion,
        DotNet = RuntimeInformation.FrameworkDescription,
        LibTorch = Torch(() => $"{TorchRuntime.LibtorchVersion} (TorchSharp {TorchRuntime.TorchSharpVersion}), {OneDnn.State}"),
        Blas = Torch(() => TorchRuntime.Blas),
        Device = DeviceName(settings.Device),
        Threads = settings.Threads,
        Processor = Processor(),
        System = $"{RuntimeInformation.OSDescription} {RuntimeInformation.OSArchitecture}".Trim(),
    };

    /// <summary>Version of this program with its commit.</summary>
    public static string CodeVersion =>
        typeof(EnvironmentProbe).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <summary>Whether a GPU can compute; null when libtorch does not answer, with its reason.</summary>
    public static (bool? Available, string Reason) Gpu()
    {
        var answer = Torch(() => TorchRuntime.HasCuda ? "yes" : "no");
        return (answer switch { "yes" => true, "no" => false, _ => null }, answer);
    }

    /// <summary>The devices that a run may name here: "cpu", "cuda:0" and so on.</summary>
    public static IReadOnlyList<string> Devices() => int.TryParse(Torch(() => $"{TorchSharp.torch.cuda.device_count()}"), out var gpus)
        ? ["cpu", .. Enumerable.Range(0, gpus).Select(i => $"cuda:{i}")] : ["cpu"];

    /// <summary>A device with its maker's name, such as "cuda:0 NVIDIA H200".</summary>
    public static string DeviceName(string device) => Torch(() => TorchRuntime.DeviceName(device));

    /// <summary>What libtorch answers, or why it is missing: a run of a task that needs no tensors must not fail for want of it.</summary>
    internal static string Torch(Func<string> ask)
    {
        try
        {
            return ask();
        }
        catch (Exception exception) when (exception is DllNotFoundException or TypeInitializationException or EntryPointNotFoundException or TorchException)
        {
            return $"missing: {(exception.InnerException ?? exception).Message}";
        }
    }

    private static string Processor()
    {
        const string cpu = "/proc/cpuinfo";
        var named = File.Exists(cpu) ? File.ReadLines(cpu).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal)) : null;
        return named is null ? RuntimeInformation.ProcessArchitecture.ToString() : named[(named.IndexOf(':') + 1)..].Trim();
    }
}
