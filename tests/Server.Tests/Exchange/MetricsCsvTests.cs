using Hodl.Server.Exchange;

namespace Hodl.Server.Tests.Exchange;

public sealed class MetricsCsvTests
{
    [Fact]
    public void Read_WideFile_AColumnASeries()
    {
        var run = Assert.Single(MetricsCsv.Read(new StringReader("\ufeffepoch,train loss,\"psnr, val\",wall_time\n1,0.5,,10\n2,nan,30.25,12.5\n\n"), "baseline"));
        Assert.Equal(["train loss", "psnr, val"], run.Series.Select(column => column.Name));
        Assert.Equal([0.5, double.NaN], run.Series[0].Values);
        Assert.Equal([2], run.Series[1].Steps);
        Assert.Equal([30.25], run.Series[1].Values);
        Assert.Equal([12.5], run.Series[1].Seconds);
    }

    [Fact]
    public void Read_SeveralRuns_OneEach() =>
        Assert.Equal(["all 3", "all 4"], MetricsCsv.Read(new StringReader("run,metric,step,value\n3,phi,1,2\n4,phi,1,3\n"), "all").Select(run => run.Name));

    [Theory]
    [InlineData("a,b\n1,2\n", "line 1 = a,b: allowed is the columns series, step, value")]
    [InlineData("series,step,value\nphi,1.5,2\n", "line 2, step = 1.5: allowed is a whole number.")]
    [InlineData("series,step,value\nphi,1,2\nphi,2,x\n", "line 3, value = x: allowed is a number.")]
    [InlineData("series,step,value\nphi,1\n", "line 2 = phi,1: allowed is 3 fields, as in line 1.")]
    [InlineData("", "line 1 = : allowed is the columns' names.")]
    public void Read_WrongFile_NamesPlaceValueAndWhatIsAllowed(string text, string expected) =>
        Assert.Contains(expected, Assert.Throws<InvalidImportException>(() => MetricsCsv.Read(new StringReader(text), "x")).Message, StringComparison.Ordinal);
}
