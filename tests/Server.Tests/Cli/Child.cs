using System.Diagnostics;
using System.Reflection;

namespace Hodl.Server.Tests.Cli;

/// <summary>The command line as a process of its own.</summary>
public sealed class Child : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _error;

    public Child(string database, params string[] args)
        : this(typeof(Child).Assembly, database, args)
    {
    }

    public Child(Assembly program, string database, params string[] args)
        : this(program, new Dictionary<string, string>(), database, args)
    {
    }

    public Child(Assembly program, IReadOnlyDictionary<string, string> environment, string database, params string[] args)
    {
        // A test run in a shell's background inherits an ignored SIGINT, and .NET keeps ignoring what it inherits so.
        var start = new ProcessStartInfo("env", ["--default-signal=INT", "dotnet", program.Location, .. args])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["Data__Database"] = database;
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        _process = Process.Start(start)!;
        _output = _process.StandardOutput.ReadToEndAsync();
        _error = _process.StandardError.ReadToEndAsync();
    }

    public string Output => _output.Result;

    public string Error => _error.Result;

    public string LastLine => Output.TrimEnd().Split('\n')[^1];

    public int ExitCode
    {
        get
        {
            Assert.True(_process.WaitForExit(60_000), "The process does not end.");
            return _process.ExitCode;
        }
    }

    public void Kill() => Signal("KILL");

    public void Interrupt() => Signal("INT");

    public void Terminate() => Signal("TERM");

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            // It may hold files open until it is gone.
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private void Signal(string name)
    {
        using var kill = Process.Start("kill", ["-" + name, $"{_process.Id}"]);
        kill.WaitForExit();
    }
}
