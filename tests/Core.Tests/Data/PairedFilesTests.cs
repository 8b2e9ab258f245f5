using System.Security.Cryptography;
using System.Text;
using Hodl.Core.Data;
using Hodl.Core.Imaging;
using Xunit;

namespace Hodl.Core.Tests.Data;

public sealed class PairedFilesTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("Rain100L/rainy/rain-007.png", "Rain100L/clean/norain-007.png")]
    [InlineData("Rain100L/rainy/rain-007.png", "Rain100L/norain-007.png")]
    [InlineData("Rain100L/rain-007.png", "Rain100L/norain-007.png")]
    [InlineData("rain_data_test_Light/rain/X2/norain-007x2.png", "rain_data_test_Light/norain-007.png")]
    [InlineData("rain_data_test_Light/rain/norain-7x2.png", "rain_data_test_Light/norain/norain-7.png")]
    [InlineData("Rain100L/input/7.png", "Rain100L/target/7.png")]
    public void Pairs_PublishedRainLayouts_InputAndTargetMeet(string input, string target)
    {
        folder.Flat(input, 200);
        folder.Flat(target, 100);

        var pairs = DataCatalog.Rain100L.Pairs(folder.Path);

        var pair = Assert.Single(pairs.Pairs);
        Assert.Equal((7, Path.Combine(folder.Path, input), Path.Combine(folder.Path, target)), (pair.Number, pair.Input, pair.Target));
        var loaded = Assert.Single(pairs.Load().Pairs);
        Assert.Equal(200 / 255f, loaded.Input[0, 0]);
        Assert.Equal(100 / 255f, loaded.Target[0, 0]);
    }

    [Fact]
    public void Pairs_TrainingSetsLolAndFiveK_PublishedLayoutsAreFound()
    {
        folder.Flat("RainTrainH/rain-12.png", 1);
        folder.Flat("RainTrainH/norain-12.png", 2);
        folder.Flat("rain_data_train_Light/rain/norain-3x2.png", 3);
        folder.Flat("rain_data_train_Light/norain-3.png", 4);
        folder.Flat("LOLdataset/our485/low/22.png", 5);
        folder.Flat("LOLdataset/our485/high/22.png", 6);
        folder.Flat("fivek/input/a0001-jmac_DSC1459.png", 7);
        folder.Flat("fivek/expertC/a0001-jmac_DSC1459.png", 8);

        Assert.Equal(12, DataCatalog.RainTrainH.Pairs(folder.Path).Pairs.Single().Number);
        Assert.Equal("norain-3x2", DataCatalog.RainTrainL.Pairs(folder.Path).Pairs.Single().Name);
        Assert.Equal(22, DataCatalog.LolTrain.Pairs(folder.Path).Pairs.Single().Number);
        Assert.EndsWith("expertC/a0001-jmac_DSC1459.png", DataCatalog.FiveK.Pairs(folder.Path).Pairs.Single().Target, StringComparison.Ordinal);
    }

    [Fact]
    public void Match_NumbersOutOfOrderAndStrays_SortedByNumberWithoutStrays()
    {
        foreach (var number in new[] { 10, 9, 100 })
        {
            folder.Flat($"low/{number}.png", 1);
            folder.Flat($"high/{number}.png", 2);
        }

        folder.Flat("low/5.png", 1);
        File.WriteAllText(Path.Combine(folder.Path, "low", "notes.txt"), "not looked at");

        Assert.Equal([9, 10, 100], new PairLayout("low", "high").Match(folder.Path).Select(pair => pair.Number!.Value));
    }

    [Fact]
    public void Split_RangesAndFolds_CoverEverythingOnce()
    {
        for (var number = 1; number <= 7; number++)
        {
            folder.Flat($"Rain100L/rainy/rain-{number:D3}.png", 1);
            folder.Flat($"Rain100L/clean/norain-{number:D3}.png", 2);
        }

        var all = DataCatalog.Rain100L.Pairs(folder.Path);

        Assert.Equal([2, 3, 4], all.Between(2, 4).Pairs.Select(pair => pair.Number!.Value));
        Assert.Equal("Rain100L 2–4", all.Between(2, 4).Name);
        Assert.Equal([1, 4, 7], all.Fold(1, 3).Pairs.Select(pair => pair.Number!.Value));
        Assert.Equal([2, 3, 5, 6], all.WithoutFold(1, 3).Pairs.Select(pair => pair.Number!.Value));
        var tested = Enumerable.Range(1, 3).SelectMany(fold => all.Fold(fold, 3).Pairs).Select(pair => pair.Number!.Value);
        Assert.Equal(Enumerable.Range(1, 7), tested.Order());
        Assert.Throws<ArgumentOutOfRangeException>(() => all.Fold(4, 3));
    }

    [Fact]
    public void Load_Fingerprint_CoversNamesAndBytesOfBothSides()
    {
        var (low, high) = (folder.Flat("low/1.png", 1), folder.Flat("high/1.png", 2));

        var set = new PairedFiles("two", new PairLayout("low", "high").Match(folder.Path)).Load();

        byte[] hashed = [.. Encoding.UTF8.GetBytes("1.png\0"), .. File.ReadAllBytes(high), .. Encoding.UTF8.GetBytes("1.png\0"), .. File.ReadAllBytes(low)];
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(hashed)), set.Sha256);
        Assert.Equal(("two", 1, "train"), (set.Used("train").Name, set.Used("train").Count, set.Used("train").Role));
    }

    [Fact]
    public void Load_DamagedOrUnequalPair_RefusedByNameOrSkipped()
    {
        folder.Flat("low/1.png", 1);
        folder.Flat("high/1.png", 2);
        folder.Write("low/2.png", "no picture"u8.ToArray());
        folder.Flat("high/2.png", 2);
        folder.Flat("low/3.png", 1, height: 9);
        folder.Flat("high/3.png", 2);
        var files = new PairedFiles("three", new PairLayout("low", "high").Match(folder.Path));

        Assert.EndsWith("2.png", Assert.Throws<ImageFileException>(() => files.Load()).File, StringComparison.Ordinal);
        var set = files.Load(DamagedFiles.Skip);

        Assert.Equal("1", Assert.Single(set.Pairs).Name);
        Assert.Equal(2, set.Skipped.Count);
        Assert.Contains("low/2.png", set.Skipped[0], StringComparison.Ordinal);
        Assert.Contains("9 × 10 × 3, its partner 3.png 8 × 10 × 3", set.Skipped[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Load_NothingRemains_SaysSo()
    {
        folder.Write("low/2.png", "no picture"u8.ToArray());
        folder.Flat("high/2.png", 2);
        var files = new PairedFiles("broken", new PairLayout("low", "high").Match(folder.Path));

        Assert.Contains("broken", Assert.Throws<InvalidDataException>(() => files.Load(DamagedFiles.Skip)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_AbsentSet_NamesFolderLayoutAndSource()
    {
        var error = Assert.Throws<DataMissingException>(() => DataCatalog.Rain100H.Pairs(folder.Path));

        Assert.Same(DataCatalog.Rain100H, error.DataSet);
        foreach (var part in new[] { "Rain100H", folder.Path, "rainy/", "clean/norain-ID", "icst.pku.edu.cn" })
        {
            Assert.Contains(part, error.Message, StringComparison.Ordinal);
        }

        Assert.Contains("HODL_DATA", DataCatalog.Rain100H.Missing(""), StringComparison.Ordinal);
    }
}
