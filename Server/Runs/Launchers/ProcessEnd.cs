using Hodl.Core.Runs;

namespace Hodl.Server.Runs.Launchers;

/// <summary>What an exit code says of a process that ended before its run did.</summary>
internal static class ProcessEnd
{
    private const int Signal = 128;

    /// <summary>How the run ends, and why, in words.</summary>
    public static (RunState State, string Reason) Of(int exitCode) => (exitCode - Signal) switch
    {
        6 => (RunState.Failed, "Its process crashed: it was aborted (SIGABRT), as native libraries do when they find an error"),
        11 => (RunState.Failed, "Its process crashed: it touched memory that is not its own (SIGSEGV)"),
        4 => (RunState.Failed, "Its process crashed: it met an instruction that this processor lacks (SIGILL)"),
        7 => (RunState.Failed, "Its process crashed: memory could not be read (SIGBUS), as when a disk or shared memory is full"),
        8 => (RunState.Failed, "Its process crashed in arithmetic (SIGFPE)"),
        9 => (RunState.Interrupted, "Its process was killed (SIGKILL), as the system does when memory runs out"),
        15 => (RunState.Interrupted, "Its process was ended (SIGTERM)"),
        _ => (RunState.Failed, $"Its process ended with exit code {exitCode} before the run was over"),
    };
}
