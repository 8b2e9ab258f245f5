namespace Hodl.Server.Team;

/// <summary>What the host says about messages.</summary>
internal static partial class TeamLog
{
    [LoggerMessage(LogLevel.Information, "Webhook {Hook} was told of the end of run {Run}: {Answer}")]
    public static partial void Told(ILogger logger, long run, long hook, string answer);

    [LoggerMessage(LogLevel.Warning, "Webhook {Hook} could not be told of the end of run {Run}.")]
    public static partial void NotTold(ILogger logger, long run, long hook, Exception exception);

    [LoggerMessage(LogLevel.Warning, "Messages to webhooks could not be looked up.")]
    public static partial void SenderFailed(ILogger logger, Exception exception);
}
