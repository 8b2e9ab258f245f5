using Hodl.Core.Runs;
using Hodl.Server.Exchange;
using Hodl.Server.Store;

namespace Hodl.Server.Tests.Exchange;

public sealed class ArrowMetricsTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0, 5, 0, 5)]
    [InlineData(1_700_000_000_000, 1_700_000_005_000, 0, 5)]
    [InlineData(1_700_000_000, 1_700_000_005, 0, 5)]
    public void Read_SecondsOfEveryUnit_SecondsFromTheStart(double first, double second, double expected, double then) =>
        Assert.Equal([expected, then], Read(first, second)[0].Series[0].Seconds);

    [Theory]
    [InlineData(0, 1e30)]
    [InlineData(0, 1_700_000_000)]
    [InlineData(double.NegativeInfinity, 1)]
    public void Read_SecondsThatAreNone_AreRefused(double first, double second) =>
        Assert.Contains("seconds = ", Assert.Throws<InvalidImportException>(() => Read(first, second)).Message, StringComparison.Ordinal);

    private IReadOnlyList<ImportedRun> Read(double first, double second)
    {
        var column = new SeriesColumn("loss");
        column.Add(0, first, 1);
        column.Add(1, second, 0.5);
        var id = _folder.Store().Add(new ImportedRun { Name = "as stored", Series = [column] });
        using var file = new MemoryStream();
        ArrowMetrics.Write(file, _folder.Store(), [id]);
        file.Position = 0;
        return ArrowMetrics.Read(file, "back");
    }
}
