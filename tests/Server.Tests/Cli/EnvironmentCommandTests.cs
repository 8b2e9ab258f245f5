using System.Diagnostics;
using System.Text.Json;
using Hodl.Server.Cli;

namespace Hodl.Server.Tests.Cli;

/// <summary>What computes here, as the command says it and as a server says it when it starts.</summary>
public sealed class EnvironmentCommandTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Environment_Json_NamesLibtorchAndDevices()
    {
        using var output = new StringWriter();
        Assert.Equal(0, await CommandLine.RunAsync(["environment", "--json"], output, TextWriter.Null));
        var answer = JsonElement.Parse(output.ToString());
        Assert.Equal("cpu", answer.GetProperty("devices")[0].GetString());
        var environment = answer.GetProperty("environment");
        Assert.Matches(@"^2\.\d+\.\d+.* \(TorchSharp .*oneDNN", environment.GetProperty("libTorch").GetString());
        Assert.Equal(Environment.ProcessorCount, environment.GetProperty("threads").GetInt32());
    }

    [Fact]
    public async Task Serve_AtStart_SaysWhatComputesAndDoesNotLoadIt()
    {
        var start = new ProcessStartInfo("dotnet", [typeof(Program).Assembly.Location, "serve", "--urls", "http://127.0.0.1:0"]) { RedirectStandardOutput = true };
        start.Environment["Data__Database"] = _folder.Database;
        using var server = Process.Start(start)!;
        try
        {
            using var late = new CancellationTokenSource(TimeSpan.FromMinutes(2));
            var said = new List<string>();
            while (!said.Exists(line => line.StartsWith("Tensors: libtorch 2.", StringComparison.Ordinal)))
            {
                said.Add(await server.StandardOutput.ReadLineAsync(late.Token) ?? throw new InvalidOperationException(string.Join('\n', said)));
            }

            Assert.Contains(said, line => line.StartsWith("HODL Dashboard serves on", StringComparison.Ordinal));
            if (OperatingSystem.IsLinux())
            {
                Assert.DoesNotContain("libtorch_cpu", await File.ReadAllTextAsync($"/proc/{server.Id}/maps"), StringComparison.Ordinal);
            }
        }
        finally
        {
            server.Kill();
            await server.WaitForExitAsync();
        }
    }
}
