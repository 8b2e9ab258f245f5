using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Hodl.Benchmarks;

/// <summary>A built server in a process of its own.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private readonly Process _process;

    private ServerProcess(Process process, string address) => (_process, Address) = (process, address);

    /// <summary>Scheme, host and port.</summary>
    public string Address { get; }

    /// <summary>The server that was built with this program.</summary>
    public static string Program()
    {
        // …/tests/Benchmarks/bin/<configuration>/net10.0/ → …/Server/bin/<configuration>/net10.0/Hodl.Server.dll
        var output = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd('/'));
        return Path.Combine(output.Parent!.Parent!.Parent!.Parent!.Parent!.FullName, "Server", "bin", output.Parent.Name, output.Name,
            "Hodl.Server.dll");
    }

    /// <summary>Starts it; returns when it answers.</summary>
    /// <param name="database">The data file.</param>
    /// <param name="program">Another server than that of <see cref="Program"/>.</param>
    /// <param name="options">Further options of the command line.</param>
    public static async Task<ServerProcess> Start(string database, string? program = null, params string[] options)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var address = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
        listener.Stop();
        var process = Process.Start(new ProcessStartInfo("dotnet",
            [program ?? Program(), "serve", "--urls", address, "--Data:Database", database, "--Logging:LogLevel:Default", "Warning", .. options])
        { RedirectStandardOutput = true })!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        using var client = new HttpClient();
        for (var clock = Stopwatch.StartNew(); ; await Task.Delay(50))
        {
            try
            {
                using var answer = await client.GetAsync(address + "/health");
                if (answer.IsSuccessStatusCode)
                {
                    return new ServerProcess(process, address);
                }
            }
            catch (HttpRequestException) when (clock.Elapsed < TimeSpan.FromSeconds(60) && !process.HasExited)
            {
                // Not listening yet.
            }
        }
    }

    /// <summary>A field of /proc/…/status in MiB: VmRSS now, VmHWM at most.</summary>
    public double Mib(string field)
    {
        var line = File.ReadLines($"/proc/{_process.Id}/status").First(line => line.StartsWith(field + ":", StringComparison.Ordinal));
        return double.Parse(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }

    /// <summary>Seconds of processor time so far.</summary>
    public double CpuSeconds()
    {
        _process.Refresh();
        return _process.TotalProcessorTime.TotalSeconds;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
