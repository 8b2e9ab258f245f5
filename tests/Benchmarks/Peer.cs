using System.Diagnostics;
using System.Text.Json;

namespace Hodl.Benchmarks;

/// <summary>A Python process that answers each line with one line of JSON, so that both competitors can take turns.</summary>
internal sealed class Peer : IDisposable
{
    private readonly Process process;

    /// <param name="script">File name of the script; scripts lie beside the benchmarks.</param>
    /// <param name="arguments">Its arguments.</param>
    public Peer(string script, params string[] arguments)
    {
        var start = new ProcessStartInfo("/usr/bin/python3", [Path.Combine(AppContext.BaseDirectory, script), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        process = Process.Start(start) ?? throw new InvalidOperationException("python3 does not start.");
        Greeting = Read();
    }

    /// <summary>The first line.</summary>
    public JsonElement Greeting { get; }

    /// <summary>One question, one answer.</summary>
    public JsonElement Ask(string word)
    {
        process.StandardInput.WriteLine(word);
        process.StandardInput.Flush();
        return Read();
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.StandardInput.WriteLine("quit");
            process.StandardInput.Close();
            process.WaitForExit();
        }

        process.Dispose();
    }

    private JsonElement Read() => JsonDocument.Parse(
        process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The peer ended; python3-torch must be installed.")).RootElement;
}
