namespace Hodl.Server.Store;

/// <summary>Times as the catalog and MLflow keep them: milliseconds of Unix time.</summary>
internal static class UnixTime
{
    /// <summary>The last moment that a calendar shows: the end of the year 9999.</summary>
    public const long Latest = 253_402_300_799_999;

    private const long Earliest = -62_135_596_800_000;

    /// <summary>The moment; one beyond the calendar is its first or last, so that a wrong number hides nothing else.</summary>
    public static DateTimeOffset At(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(milliseconds, Earliest,
        Latest));
}
