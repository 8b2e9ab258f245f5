using System.Globalization;
using Hodl.Components.Frame;
using Hodl.Core.Data;

namespace Hodl.Components.Tables;

/// <summary>A line of the table of data sets.</summary>
/// <param name="Summary">The set as it lies on disk.</param>
/// <param name="Check">Its latest check; null when there was none.</param>
public sealed record DatasetLine(DataSummary Summary, DataCheckRun? Check = null)
{
    /// <summary>Pairs, images …</summary>
    public string Items => Summary.Data.Kind switch { DataKind.Images => "images", DataKind.Pairs => "pairs", DataKind.Kernels => "kernels", _ => "files" };

    /// <summary>Whether a check runs.</summary>
    public bool Checking => Check is { Ended: null };

    /// <summary>Share of the bytes that were read, in percent.</summary>
    public int Percent => Check is not { Total: > 0 } check ? 0 : (int)Math.Clamp(100.0 * check.Done / check.Total, 0, 100);

    /// <summary>Seconds that the check still takes at its pace so far; null until that can be said.</summary>
    /// <param name="now">The present.</param>
    public double? Left(DateTimeOffset now) =>
        Check is { Ended: null, Done: > 0 } check && (now - check.Started).TotalSeconds is > 0.5 and var spent ? spent * (check.Total - check.Done) / check.Done : null;

    /// <summary>A size in bytes as people read it.</summary>
    public static string Size(long bytes) => bytes switch
    {
        < 1 << 10 => string.Create(CultureInfo.InvariantCulture, $"{bytes} B"),
        < 1 << 20 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:0.0} KiB"),
        < 1 << 30 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1048576.0:0.0} MiB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1073741824.0:0.0} GiB"),
    };

    /// <summary>Found items, with the published number where they differ.</summary>
    public string Count => Summary.Data.Expected == 0 || Summary.Count == Summary.Data.Expected
        ? NumberText.Whole(Summary.Count)
        : $"{NumberText.Whole(Summary.Count)} of {NumberText.Whole(Summary.Data.Expected)}";
}
