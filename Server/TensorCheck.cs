using System.Diagnostics;
using System.Reflection;
using System.Text.Json;

namespace Hodl.Server;

/// <summary>
/// Says at the start what computes here. Another process looks: a server that only keeps what others log does without libtorch's
/// 160 MB, and a libtorch that cannot be loaded ends nobody's server.
/// </summary>
internal static class TensorCheck
{
    /// <summary>The lines to print; null where this program is not the process's own, as under a test's host.</summary>
    public static async Task<IReadOnlyList<string>?> Ask()
    {
        var program = typeof(TensorCheck).Assembly;
        if (Assembly.GetEntryAssembly() != program || Environment.ProcessPath is not { } process)
        {
            return null;
        }

        var start = new ProcessStartInfo(process) { RedirectStandardOutput = true, RedirectStandardError = true };
        if (Path.GetFileNameWithoutExtension(process) == "dotnet")
        {
            start.ArgumentList.Add(program.Location);
        }

        start.ArgumentList.Add("environment");
        start.ArgumentList.Add("--json");
        using var child = Process.Start(start)!;
        var (output, error) = (child.StandardOutput.ReadToEndAsync(), child.StandardError.ReadToEndAsync());
        await child.WaitForExitAsync();
        return child.ExitCode == 0 ? Lines(await output)
            : [$"libtorch ends its process, so that no run can compute (exit code {child.ExitCode}): {(await error).Trim()}"];
    }

    private static List<string> Lines(string answer)
    {
        using var json = JsonDocument.Parse(answer);
        var libtorch = json.RootElement.GetProperty("environment").GetProperty("libTorch").GetString()!;
        const string Missing = "missing: ";
        if (libtorch.StartsWith(Missing, StringComparison.Ordinal))
        {
            return [$"libtorch does not load, so that no run can compute: {libtorch[Missing.Length..]}"];
        }

        var gpus = json.RootElement.GetProperty("devices").EnumerateArray().Select(device => device.GetString()!).Where(device => device != "cpu").ToList();
        return [gpus.Count == 0 ? "No GPU: runs compute on the CPU." : $"GPUs: {string.Join(", ", gpus)}.", $"Tensors: libtorch {libtorch}."];
    }
}
