namespace Hodl.Server.Runs.Launchers;

/// <summary>The cluster refused a command, or did not answer.</summary>
/// <param name="isAway">Whether nobody answered, so that the same may succeed later.</param>
/// <param name="message">What its command said.</param>
public sealed class SlurmException(bool isAway, string message) : Exception(message)
{
    /// <summary>Whether nobody answered, so that the same may succeed later.</summary>
    public bool IsAway { get; } = isAway;
}
