using Hodl.Core.Runs;

namespace Hodl.Server.Store;

/// <summary>A number for result tables, and when it came.</summary>
/// <param name="Step">The outer step.</param>
/// <param name="Seconds">Seconds of computing; of runs that are logged from elsewhere only.</param>
/// <param name="Result">The number.</param>
internal sealed record StoredResult(long Step, double Seconds, RunResult Result)
{
    /// <summary>As bytes, each number bit for bit.</summary>
    public static byte[] Write(IReadOnlyList<StoredResult> results)
    {
        using var bytes = new MemoryStream();
        using var to = new BinaryWriter(bytes);
        to.Write(results.Count);
        foreach (var (step, seconds, result) in results)
        {
            to.Write(step);
            to.Write(BitConverter.DoubleToInt64Bits(seconds));
            to.Write(result.Metric);
            to.Write(BitConverter.DoubleToInt64Bits(result.Value));
            to.Write(result.Std is not null);
            to.Write(BitConverter.DoubleToInt64Bits(result.Std ?? 0));
            to.Write(result.Count);
        }

        return bytes.ToArray();
    }

    /// <summary>The numbers of <see cref="Write"/>.</summary>
    public static IReadOnlyList<StoredResult> Read(byte[] bytes)
    {
        using var from = new BinaryReader(new MemoryStream(bytes));
        var results = new StoredResult[from.ReadInt32()];
        for (var i = 0; i < results.Length; i++)
        {
            var (step, seconds) = (from.ReadInt64(), BitConverter.Int64BitsToDouble(from.ReadInt64()));
            // Thousands of runs share a few names.
            var metric = string.Intern(from.ReadString());
            var (value, spread, std, count) = (BitConverter.Int64BitsToDouble(from.ReadInt64()), from.ReadBoolean(),
                BitConverter.Int64BitsToDouble(from.ReadInt64()), from.ReadInt32());
            results[i] = new StoredResult(step, seconds, new RunResult(metric, value, spread ? std : null, count));
        }

        return results;
    }
}
