using Hodl.Core.Data;

namespace Hodl.Components.Tests.Tables;

public class DatasetTableTests : ComponentTest
{
    private static readonly DateTimeOffset Noon = FakeRuns.Noon;
    private static readonly KnownData Known = DataCatalog.Set14 with { Sha256 = new string('a', 64) };

    [Fact]
    public void DatasetTable_PartialSet_SaysHowManyOfHowMany()
    {
        var row = Table(new DatasetLine(new(Known, DataState.Partial, 3, 3 << 20, "Set14", "256 × 256", []))).Find("tr[data-dataset=set14]");

        Assert.Contains("3 of 14", row.TextContent, StringComparison.Ordinal);
        Assert.Contains("3.0 MiB", row.TextContent, StringComparison.Ordinal);
        Assert.Contains("256 × 256", row.TextContent, StringComparison.Ordinal);
        Assert.Equal("Check the files of Set14", row.QuerySelector("button")!.GetAttribute("aria-label"));
    }

    [Fact]
    public void DatasetTable_Buttons_AskToCheckAndToStop()
    {
        var asked = new List<string>();
        var idle = Table(Line(null), check: asked.Add);
        idle.Find("button").Click();
        var busy = Table(Line(new DataCheckRun(25, 100, Noon.AddSeconds(-10))), stop: id => asked.Add("stop " + id));

        Assert.Equal("25", busy.Find("[role=progressbar]").GetAttribute("aria-valuenow"));
        Assert.Contains("30 s left", busy.Markup, StringComparison.Ordinal);
        busy.Find("button").Click();
        Assert.Equal(["set14", "stop set14"], asked);
    }

    [Theory]
    [InlineData('a', "As expected", "good")]
    [InlineData('b', "Other files", "warn")]
    public void DatasetTable_CheckedSet_VerdictInWordsAndColour(char digit, string word, string css)
    {
        var table = Table(Line(Over(new DataCheck(new string(digit, 64), []))));

        Assert.Contains(word, table.Find($".verdict.{css}").TextContent, StringComparison.Ordinal);
        Assert.Equal(new string(digit, 64), table.Find("[data-copy]").GetAttribute("data-copy"));
    }

    [Fact]
    public void DatasetTable_DamagedFilesOrFailedCheck_AreNamed()
    {
        var damaged = Table(Line(Over(new DataCheck(new string('b', 64), ["/x/comic.png is no readable image: cut short"]))));
        Assert.Contains("1 damaged file", damaged.Find(".verdict.bad").TextContent, StringComparison.Ordinal);
        Assert.Contains("comic.png", damaged.Find(".damaged li").TextContent, StringComparison.Ordinal);

        var failed = Table(Line(new DataCheckRun(1, 2, Noon) { Ended = Noon, Failure = "The disk is gone." }));
        Assert.Contains("The disk is gone.", failed.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void MissingDatasets_EverySet_FolderLayoutAndSource()
    {
        var table = Render<MissingDatasets>(parameters => parameters.Add(p => p.Sets, [DataCatalog.RainTrainL, DataCatalog.LpipsVgg]));

        var rain = table.Find("tr[data-dataset=raintrainl]").TextContent;
        Assert.Contains("rainy/", rain, StringComparison.Ordinal);
        Assert.Contains("icst.pku.edu.cn", rain, StringComparison.Ordinal);
        Assert.Contains("lpips_lin_vgg.safetensors, vgg16.safetensors", table.Find("tr[data-dataset=lpips-vgg]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void LaunchNotes_MissingAndSubstituted_AlertAndNotice()
    {
        var notes = Render<LaunchNotes>(parameters => parameters.Add(p => p.Missing, ["Set14 is absent."]).Add(p => p.Notices, ["BSD400 is absent. Until then …"]));

        Assert.Contains("Set14 is absent.", notes.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        Assert.Equal("/datasets", notes.Find("[role=alert] a").GetAttribute("href"));
        Assert.Contains("BSD400", notes.Find(".note.warn").TextContent, StringComparison.Ordinal);
        Assert.Equal("", Render<LaunchNotes>().Markup.Trim());
    }

    [Fact]
    public void LaunchNotes_OtherRefusal_AlertWithoutTheWayToTheData()
    {
        var notes = Render<LaunchNotes>(parameters => parameters.Add(p => p.Refused, ["Device cuda:0: libtorch finds no GPU on this machine. Allowed here: cpu."]));

        Assert.Contains("Allowed here: cpu.", notes.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        Assert.Empty(notes.FindAll("a"));
    }

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(1536, "1.5 KiB")]
    [InlineData(52L << 20, "52.0 MiB")]
    [InlineData(3L << 30, "3.0 GiB")]
    public void Size_Bytes_InBinaryUnits(long bytes, string text) => Assert.Equal(text, DatasetLine.Size(bytes));

    private static DataCheckRun Over(DataCheck result) => new(100, 100, Noon) { Ended = Noon.AddSeconds(3), Result = result };

    private static DatasetLine Line(DataCheckRun? check) => new(new(Known, DataState.Whole, 14, 4 << 20, "Set14", "", []), check);

    [Fact]
    public void DatasetFetchCell_BeforeTheStart_AddressSizeAndLicense()
    {
        var started = false;
        var cell = Fetch(DataCatalog.Mnist, null, () => started = true);
        Assert.Contains("ossci-datasets", cell.Find("dd code").TextContent, StringComparison.Ordinal);
        Assert.Contains("11.1 MiB", cell.Markup, StringComparison.Ordinal);
        Assert.Contains("Attribution-ShareAlike", cell.Markup, StringComparison.Ordinal);
        Assert.False(started);
        cell.Find("details button").Click();
        Assert.True(started);

        Assert.Equal("", Fetch(DataCatalog.Levin09, null).Markup.Trim());
        Assert.Equal("", Fetch(DataCatalog.BsdsTrain, null).Markup.Trim());
        Assert.Empty(Render<DatasetFetchCell>(parameters => parameters.Add(p => p.Data, DataCatalog.Mnist).Add(p => p.Files, DataCatalog.Mnist.Downloads)).FindAll("button"));
    }

    [Fact]
    public void DatasetFetchCell_OnItsWay_ShareTimeLeftAndStop()
    {
        var stopped = false;
        var cell = Fetch(DataCatalog.Mnist, new DataFetchRun("a.gz", 3 << 20, 12 << 20, 75), stop: () => stopped = true);
        Assert.Equal("25", cell.Find("[role=progressbar]").GetAttribute("aria-valuenow"));
        Assert.Contains("25 % of 12.0 MiB · 1:15 left", cell.Markup, StringComparison.Ordinal);
        cell.Find("button").Click();
        Assert.True(stopped);
        Assert.Contains("Checking and unpacking", Fetch(DataCatalog.Mnist, new DataFetchRun("a.gz", 12, 12, 0)).Markup, StringComparison.Ordinal);
        Assert.Contains("3.0 MiB", Fetch(DataCatalog.Mnist, new DataFetchRun("a.gz", 3 << 20)).Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void DatasetFetchCell_Failed_SaysWhyAndGoesOn()
    {
        var cell = Fetch(DataCatalog.Mnist, new DataFetchRun("a.gz", 3, 12) { IsOver = true, Failure = "the connection ended." });
        Assert.Contains("the connection ended.", cell.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        Assert.Equal("Go on", cell.Find("summary").TextContent);
    }

    private IRenderedComponent<DatasetFetchCell> Fetch(KnownData data, DataFetchRun? run, Action? start = null, Action? stop = null) =>
        Render<DatasetFetchCell>(parameters => parameters.Add(p => p.Data, data).Add(p => p.Files, data.Downloads).Add(p => p.Fetch, run).Add(p => p.CanStart, true)
            .Add(p => p.Start, start ?? (() => { })).Add(p => p.Stop, stop ?? (() => { })));

    private IRenderedComponent<DatasetTable> Table(DatasetLine line, Action<string>? check = null, Action<string>? stop = null) =>
        Render<DatasetTable>(parameters => parameters.Add(p => p.Lines, [line]).Add(p => p.Now, Noon).Add(p => p.Check, check ?? (_ => { })).Add(p => p.Stop, stop ?? (_ => { })));
}
