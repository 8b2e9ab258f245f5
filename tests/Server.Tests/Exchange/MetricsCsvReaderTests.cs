using Hodl.Core.Runs;
using Hodl.Server.Exchange;
using Hodl.Server.Store;

namespace Hodl.Server.Tests.Exchange;

public sealed class MetricsCsvReaderTests
{
    [Fact]
    public void Read_WideFile_AColumnASeries()
    {
        var run = Assert.Single(MetricsCsvReader.Read(new StringReader("\ufeffepoch,train loss,\"psnr, val\",wall_time\n1,0.5,,10\n2,nan,30.25,12.5\n\n"), "baseline"));
        Assert.Equal(["train loss", "psnr, val"], run.Series.Select(column => column.Name));
        Assert.Equal([0.5, double.NaN], run.Series[0].Values);
        Assert.Equal([2], run.Series[1].Steps);
        Assert.Equal([30.25], run.Series[1].Values);
        Assert.Equal([12.5], run.Series[1].Seconds);
    }

    [Fact]
    public void Read_SeveralRuns_OneEach() =>
        Assert.Equal(["all 3", "all 4"], MetricsCsvReader.Read(new StringReader("run,metric,step,value\n3,phi,1,2\n4,phi,1,3\n"), "all")
            .Select(run => run.Name));

    [Theory]
    [InlineData("a,b\n1,2\n", "line 1 = a,b: allowed is the columns series, step, value")]
    [InlineData("series,step,value\nphi,1.5,2\n", "line 2, step = 1.5: allowed is a whole number.")]
    [InlineData("series,step,value\nphi,1,2\nphi,2,x\n", "line 3, value = x: allowed is a number.")]
    [InlineData("series,step,value\nphi,1\n", "line 2 = phi,1: allowed is 3 fields, as in line 1.")]
    [InlineData("", "line 1 = : allowed is the columns' names.")]
    public void Read_WrongFile_NamesPlaceValueAndWhatIsAllowed(string text, string expected) =>
        Assert.Contains(expected, Assert.Throws<InvalidImportException>(() => MetricsCsvReader.Read(new StringReader(text), "x")).Message,
            StringComparison.Ordinal);

    [SkippableTheory]
    [InlineData("lightning.csv", "epoch 49=0 99=0 99=0 149=1|train_loss 49=0.9 99=0.8 149=0.6|val_loss 99=0.7")]
    [InlineData("keras_na.csv", "accuracy 0=0.5 1=0.6|loss 0=1.2 1=1|val_accuracy 0=0.4|val_loss 0=1.3")]
    [InlineData("none.csv", "loss 3=-Infinity 4=Infinity")]
    [InlineData("pandas_float.csv", "loss 0=1 1=0.5 2=0.25")]
    [InlineData("sci.csv", "loss 1000=1 2000=0.5")]
    [InlineData("semi.csv", "loss 0=1.5 1=1.2")]
    [InlineData("tab.csv", "loss 0=1")]
    [InlineData("ts.csv", "loss 0=0.5")]
    [InlineData("append.csv", "loss 0=0.9 1=0.8 2=0.7")]
    [InlineData("textcol.csv", "loss 0=1 1=0.5|lr 0=0.001 1=0.001")]
    [InlineData("metric.csv", "metric 0=1|loss 0=2")]
    [InlineData("value.csv", "value 0=1|policy_loss 0=2")]
    [InlineData("nl.csv", "lo\nss 0=1")]
    [InlineData("run-train-tag-loss.csv", "loss 0=1.2 5=1.3")]
    [InlineData("iso.csv", "loss 0=1 1=0.5")]
    [InlineData("abs.csv", "loss 0=1 1=0.9")]
    [InlineData("wandb_history.csv", "_timestamp 0=1680000000 1=1680000001.5|loss 0=1 1=0.5")]
    public void Read_FilesOfTheField_EveryNumberAtItsStep(string file, string expected)
    {
        var run = Field(file);
        Assert.Equal(expected.Split('|'), run.Series.Select(Text));
    }

    [Fact]
    public void Read_TimesOfEveryUnit_SecondsFromTheStart()
    {
        foreach (var (unit, times) in new[] { (1.0, "1700000000.5 1700000010.5"), (1e3, "1700000000500 1700000010500"), (1e6,
            "1700000000500000 1700000010500000"), (1e9, "1700000000500000000 1700000010500000000") })
        {
            var run = Assert.Single(MetricsCsvReader.Read(new StringReader($"step,time,loss\n0,{times.Split(' ')[0]},1\n1,{times.Split(' ')[1]},2\n2,,3\n"), "x"));
            Assert.All(run.Series[0].Seconds.Zip([0, 10.0, 10.0]), pair => Assert.Equal(pair.Second, pair.First, 5));
            Assert.True(Math.Abs((run.Started!.Value - DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_500)).TotalMilliseconds) <= 1,
                $"{unit}: {run.Started}");
        }

        var words = Assert.Single(MetricsCsvReader.Read(new StringReader("step,time,loss\n0,2024-01-05 10:00:00,1\n1,2024-01-05T10:00:10Z,2\n"), "x"));
        Assert.Equal([0, 10.0], words.Series[0].Seconds);
        Assert.Equal(new DateTimeOffset(2024, 1, 5, 10, 0, 0, TimeSpan.Zero), words.Started);
        Assert.Equal([0, 3750.5], Assert.Single(MetricsCsvReader.Read(new StringReader("step,time,loss\n0,0:00:00,1\n1,1:02:30.5,2\n"),
            "x")).Series[0].Seconds);
    }

    [Theory]
    [InlineData("step,time,loss\n0,1e30,1\n", "time = 1E+30: allowed is seconds since the start, below 1E+08, or Unix time")]
    [InlineData("step,time,loss\n0,5,1\n1,1700000000,1\n", "time = 1700000000: allowed is seconds since the start")]
    [InlineData("step,time,loss\n0,-inf,1\n", "time = -Infinity: allowed")]
    [InlineData("step,time,loss\n0,yesterday,1\n", "line 2, time = yesterday: allowed is seconds, or a moment")]
    [InlineData("step,loss\n", "allowed is a row of numbers below the columns' names")]
    [InlineData("step,loss\n0,\n", "allowed is at least one number besides the steps")]
    [InlineData("step,loss,loss\n0,1,2\n", "line 1 = step,loss,loss: allowed is each name once; loss stands there 2 times")]
    [InlineData("step,loss\n\n0,1\n1,x\n", "line 4, loss = x: allowed is a number")]
    [InlineData("step,\"lo\nss\"\n0,1\n1,x\n", "line 4, lo\nss = x: allowed is a number")]
    public void Read_CannotBeMeant_IsRefused(string text, string expected) => Assert.Contains(expected,
        Assert.Throws<InvalidImportException>(() => MetricsCsvReader.Read(new StringReader(text), "x")).Message, StringComparison.Ordinal);

    [Fact]
    public void Read_TextColumns_OneValueIsASettingOthersAreNamed()
    {
        var run = Assert.Single(MetricsCsvReader.Read(new StringReader("step,phase,file,loss\n0,train,a.png,1\n1,train,b.png,2\n"), "x"));
        Assert.Equal("train", run.Settings["phase"]);
        Assert.Equal(["loss"], run.Series.Select(column => column.Name));
        Assert.Contains("the column file", Assert.Single(run.LeftOut), StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Read_TensorBoardsDownload_NamesFromTheFile()
    {
        var run = Field("run-train-tag-loss.csv");
        Assert.Equal("train", run.Name);
        Assert.Equal(1_619_761_818, run.Started!.Value.ToUnixTimeSeconds());
        Assert.Equal(95.19784, run.Series[0].Seconds[1], 4);
    }

    private static string Text(SeriesColumn column) => string.Create(System.Globalization.CultureInfo.InvariantCulture,
        $"{column.Name} {string.Join(' ', column.Steps.Zip(column.Values, (step, value) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{step}={value:R}")))}").Replace("∞", "Infinity", StringComparison.Ordinal);

    private static ImportedRun Field(string name) => Assert.Single(ImportFile.Read(TestData.Find("field/csv/" + name)));
}
