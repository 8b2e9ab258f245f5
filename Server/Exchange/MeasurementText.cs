using System.Globalization;
using System.Text.Json;
using Hodl.Core.Data;
using Hodl.Core.Metrics;
using Hodl.Server.Store;
using Hodl.Server.Tables;

namespace Hodl.Server.Exchange;

/// <summary>A measurement as other programs read it.</summary>
public static class MeasurementText
{
    /// <summary>One line of JSON: the metrics with their conventions, the values of each file, their means, and what was left out.</summary>
    public static string Json(Measurement measured, ImagePairs pairs) => JsonSerializer.Serialize(
        new
        {
            border = measured.Border,
            metrics = measured.Means.Select(mean => QualityName.Info(mean.Metric)!),
            files = measured.Measured.Select(file => new { file.Name, file.Values }),
            mean = measured.Means,
            failed = measured.Failed.Select(file => new { file.Name, reason = file.Failure }),
            onlyImages = pairs.OnlyImages,
            onlyReferences = pairs.OnlyReferences,
        },
        StoreJson.Options);

    /// <summary>CSV: a line a file, exact numbers, the means last.</summary>
    public static string Csv(Measurement measured)
    {
        var names = measured.Means.Select(mean => mean.Metric).ToList();
        IEnumerable<IEnumerable<string>> lines =
        [
            ["file", .. names],
            .. measured.Measured.Select(file => (IEnumerable<string>)[file.Name, .. names.Select(name => file.Values.TryGetValue(name,
                out var value) ? Number(value) : "")]),
            ["mean", .. measured.Means.Select(mean => Number(mean.Value))],
        ];
        return string.Concat(lines.Select(line => string.Join(',', line.Select(ResultCsv.Quoted)) + "\n"));
    }

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
