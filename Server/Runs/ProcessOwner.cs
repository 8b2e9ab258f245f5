using System.Globalization;

namespace Hodl.Server.Runs;

/// <summary>Signs running runs with the process that computes them, and tells whether such a process still lives.</summary>
/// <param name="Host">The machine.</param>
/// <param name="Process">Its process id.</param>
/// <param name="Started">When the process started, in the machine's own ticks; tells it from a later one with the same id.</param>
public sealed record ProcessOwner(string Host, int Process, long Started)
{
    // On another machine only the heartbeat speaks; it comes at least every two seconds.
    private static readonly TimeSpan _silence = TimeSpan.FromSeconds(60);

    /// <summary>This process.</summary>
    public static ProcessOwner Current { get; } = new(Environment.MachineName, Environment.ProcessId, StartOf(Environment.ProcessId) ?? 0);

    /// <summary>A process of this machine.</summary>
    public static ProcessOwner Of(int process) => new(Environment.MachineName, process, StartOf(process) ?? 0);

    /// <summary>The owner of a text that <see cref="ToString"/> has written; null for any other.</summary>
    public static ProcessOwner? Read(string text)
    {
        var parts = text.Split(['/', '@'], 3);
        return parts.Length == 3 && int.TryParse(parts[0], CultureInfo.InvariantCulture, out var process)
            && long.TryParse(parts[1], CultureInfo.InvariantCulture, out var started) ? new ProcessOwner(parts[2], process, started) : null;
    }

    /// <summary>As the store keeps it.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Process}/{Started}@{Host}");

    /// <summary>Whether the process that signed with this text still computes.</summary>
    public static bool IsAlive(string owner, DateTimeOffset heartbeat, DateTimeOffset now)
    {
        var parts = owner.Split(['/', '@'], 3);
        if (parts.Length != 3 || parts[2] != Environment.MachineName)
        {
            return parts.Length == 3 && now - heartbeat < _silence;
        }

        return int.TryParse(parts[0], CultureInfo.InvariantCulture, out var process)
            && long.TryParse(parts[1], CultureInfo.InvariantCulture, out var started)
            && StartOf(process) == started;
    }

    private static long? StartOf(int process)
    {
        try
        {
            if (OperatingSystem.IsLinux())
            {
                // Field 22, counted behind the name in parentheses, is the start in clock ticks since boot.
                var stat = File.ReadAllText($"/proc/{process}/stat");
                var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
                return fields[0] is "Z" or "X" ? null : long.Parse(fields[19], CultureInfo.InvariantCulture);
            }

            using var found = System.Diagnostics.Process.GetProcessById(process);
            return found.StartTime.Ticks;
        }
        catch (Exception exception) when (exception is ArgumentException or IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            return null;
        }
    }
}
