using Hodl.Core.Runs;

namespace Hodl.Server.Store;

/// <summary>A row of the table results; doubles are kept as their 64 bits.</summary>
internal sealed record ResultRecord(long Run, string Metric, long Bits, long? Stdbits, long Count)
{
    /// <summary>As lists show it.</summary>
    public RunResult ToResult() => new(
        Metric, BitConverter.Int64BitsToDouble(Bits), Stdbits is { } bits ? BitConverter.Int64BitsToDouble(bits) : null, (int)Count);
}
