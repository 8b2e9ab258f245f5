namespace Hodl.Server.Cli;

/// <summary>How the command line ends.</summary>
internal static class ExitCode
{
    /// <summary>It did what was asked.</summary>
    public const int Finished = 0;

    /// <summary>The run failed.</summary>
    public const int Failed = 1;

    /// <summary>The arguments name a field, a value or a range that is not allowed.</summary>
    public const int BadArguments = 2;

    /// <summary>Stopped before its end.</summary>
    public const int Cancelled = 130;
}
