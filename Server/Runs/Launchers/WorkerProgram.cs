namespace Hodl.Server.Runs.Launchers;

/// <summary>How this program is started again as a worker.</summary>
/// <param name="File">The executable.</param>
/// <param name="Arguments">Its first arguments.</param>
public sealed record WorkerProgram(string File, IReadOnlyList<string> Arguments)
{
    /// <summary>The program as it was published, or by the dotnet that runs it now.</summary>
    public static WorkerProgram Own()
    {
        var program = typeof(WorkerProgram).Assembly.Location;
        var process = Environment.ProcessPath ?? "dotnet";
        return Path.GetFileNameWithoutExtension(process) == "dotnet" ? new WorkerProgram(process, [program, "worker"])
            : new WorkerProgram(process, ["worker"]);
    }
}
