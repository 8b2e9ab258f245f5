using Hodl.Core.Runs;

namespace Hodl.Server.Runs;

/// <summary>What the host says about runs.</summary>
internal static partial class RunLog
{
    [LoggerMessage(LogLevel.Information, "Run {Run} started.")]
    public static partial void Started(ILogger logger, long run);

    [LoggerMessage(LogLevel.Information, "Run {Run} was submitted as the cluster's job {Job}.")]
    public static partial void Submitted(ILogger logger, long run, string job);

    [LoggerMessage(LogLevel.Information, "Run {Run} {State}: {Reason}")]
    public static partial void Ended(ILogger logger, long run, RunState state, string reason);

    [LoggerMessage(LogLevel.Warning, "Run {Run} was computed by a process that is gone; it reads interrupted and can be resumed.")]
    public static partial void Interrupted(ILogger logger, long run);

    [LoggerMessage(LogLevel.Warning, "Run {Run} cannot start yet: {Reason}")]
    public static partial void StartFailed(ILogger logger, long run, string reason);

    [LoggerMessage(LogLevel.Information, "Run {Run}, deleted more than {Days} days ago, is removed for good.")]
    public static partial void Purged(ILogger logger, long run, int days);

    [LoggerMessage(LogLevel.Warning, "Watching the store failed; trying again.")]
    public static partial void WatchFailed(ILogger logger, Exception exception);
}
