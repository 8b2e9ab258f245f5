using Hodl.Core.Data;
using Hodl.Core.Metrics;
using Hodl.Core.Tasks;
using Xunit;

namespace Hodl.Core.Tests.Data;

public sealed class DataCatalogTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void All_Records_AreWholeAndDifferent()
    {
        Assert.All(DataCatalog.All, data =>
        {
            Assert.Matches("^[a-z0-9]+(-[a-z0-9]+)*$", data.Id);
            Assert.NotEmpty(data.Folders);
            Assert.NotEmpty(data.Source);
            Assert.DoesNotContain('\n', data.Source);
            Assert.True(data.Expected > 0);
            Assert.Equal(data.Kind == DataKind.Pairs, data.Layouts.Count > 0);
            Assert.Matches("^([0-9a-f]{64})?$", data.Sha256);
            Assert.All(data.Earlier.Append(data.Sha256).Where(hash => hash != ""), hash => Assert.Same(data, DataCatalog.Fingerprinted(hash)));
            Assert.Same(data, DataCatalog.Find(data.Id));
            Assert.Same(data, DataCatalog.Find(data.Name.ToUpperInvariant()));
        });
        Assert.Equal(DataCatalog.All.Count, DataCatalog.All.Select(data => data.Id).Distinct().Count());
        Assert.Equal(DataCatalog.All.Count, DataCatalog.All.Select(data => data.Folders[0] + string.Concat(data.Files)).Distinct().Count());
    }

    [SkippableFact]
    public void Find_SharedData_TheFilesThatWereMeasured()
    {
        var path = TestData.Find("levin09");
        var root = Path.GetDirectoryName(path)!;
        var small = DataCatalog.All.Where(data => data.Sha256 != "" && data.Find(root) is { } found && found.Bytes() < 12 << 20).ToList();
        Assert.Contains(DataCatalog.Set14, small);
        Assert.Contains(DataCatalog.Mnist, small);
        Assert.All(small, data =>
        {
            var check = data.Require(root).Check(null, default);
            Assert.Equal((data.Id, data.Sha256), (data.Id, check.Sha256));
            Assert.Empty(check.Damaged);
            Assert.Equal(DataState.Whole, DataSummary.Of(data, root, default).State);
        });
        Assert.Equal(15, DataCatalog.LolTest.Pairs(root).Pairs.Count);
        Assert.Equal([1, 60], new[] { DataCatalog.Rain100L.Pairs(root).Between(1, 60).Pairs[0].Number, DataCatalog.Rain100L.Pairs(root).Between(1, 60).Pairs[^1].Number });
    }

    [Fact]
    public void Check_Pairs_SameFingerprintAsARunRecords()
    {
        foreach (var number in new[] { 3, 20, 100 })
        {
            folder.Flat($"LOL/eval15/low/{number}.png", 3);
            folder.Flat($"LOL/eval15/high/{number}.png", (byte)number);
        }

        var read = 0L;
        var found = DataCatalog.LolTest.Require(folder.Path);
        var check = found.Check(new Last(done => read = done), default);

        Assert.Equal(DataCatalog.LolTest.Pairs(folder.Path).Load().Sha256, check.Sha256);
        Assert.Equal(found.Bytes(), read);
        using var stopped = new CancellationTokenSource();
        stopped.Cancel();
        Assert.Throws<OperationCanceledException>(() => found.Check(null, stopped.Token));
    }

    [Fact]
    public void Named_UnknownText_IsAFolderOfOnesOwn()
    {
        folder.Flat("my-own/a.png", 1);

        var own = DataCatalog.Named(" my-own ");

        Assert.Equal(("my-own", DataKind.Images), (own.Name, own.Kind));
        Assert.Single(own.Images(folder.Path).Load().Images);
        Assert.Contains("belongs in the folder elsewhere, as image files.", DataCatalog.Named("elsewhere").Missing(folder.Path), StringComparison.Ordinal);
        Assert.Same(DataCatalog.Set14, DataCatalog.Named("Set14"));
    }

    [Fact]
    public void Needs_SparseCoding_SubstitutesPublishedSetsButNotTypos()
    {
        var task = new ConstrainedSparseCoding();

        var needs = task.Needs("shodl", new ConstrainedSparseCodingSettings { TestData = "Sett14" });

        Assert.Equal([("TrainData", "BSD400", "generated images"), ("TestData", "Sett14", "")], needs.Select(need => (need.Setting, need.Data.Name, need.Substitute)));
    }

    [Fact]
    public void Metrics_OfEveryTask_OneMeaningForEachNameAndAConventionForEachImageMetric()
    {
        var results = TaskCatalog.All.SelectMany(task => task.Metrics).Where(info => info.IsResult).Distinct().ToList();

        Assert.Empty(results.GroupBy(info => info.Name).Where(group => group.Count() > 1).Select(group => string.Join(" | ", group)));
        string[] measures = ["psnr", "ssim", "ms_ssim", "lpips", "mae", "mse"];
        var image = results.Where(info => measures.Any(measure => info.Name == measure || info.Name.StartsWith(measure + "_", StringComparison.Ordinal))).ToList();
        Assert.NotEmpty(image);
        Assert.All(image, info => Assert.True(States(info.Name), $"{info.Name} states no convention."));

        // psnr_gray, or psnr_gray_beyond: the convention, then what else is special about the number.
        static bool States(string name) => name != "" && (QualityName.Info(name) is not null || States(name[..Math.Max(0, name.LastIndexOf('_'))]));
    }

    private sealed class Last(Action<long> tell) : IProgress<long>
    {
        public void Report(long value) => tell(value);
    }
}
