using System.Text.Json;
using Hodl.Core.Imaging;
using Hodl.Server.Runs;
using Hodl.Server.Store;

namespace Hodl.Server.Tests.Cli;

public sealed class MeasureCommandTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Measure_TwoFiles_EveryMetricUnderItsConvention()
    {
        var clean = Flat("clean.png", 0.5f);
        var (code, text, error) = await Do("measure", Flat("worse.png", 0.6f), clean, "--border", "4", "--json");

        Assert.True(code == 0, error);
        var json = JsonElement.Parse(text);
        var values = json.GetProperty("files")[0].GetProperty("values");
        // 8-bit: 153 against 128.
        Assert.Equal(-20 * Math.Log10(25 / 255.0), values.GetProperty("psnr_rgb_crop4").GetDouble(), 5);
        Assert.Equal(25 / 255.0, values.GetProperty("mae_rgb_crop4").GetDouble(), 6);
        Assert.Contains("psnr_y_crop4", values.EnumerateObject().Select(value => value.Name));
        Assert.Equal(values.GetProperty("ssim_y_crop4").GetDouble(), json.GetProperty("mean").EnumerateArray().Single(mean =>
            mean.GetProperty("metric").GetString() == "ssim_y_crop4").GetProperty("value").GetDouble());
        Assert.Contains("PSNR, RGB, 4 border pixels cut off", (await Do("measure", clean, Flat("b.png", 0.6f), "--border", "4")).Output,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Measure_TwoFolders_MatchedByNameAndTheRestNamed()
    {
        foreach (var (name, a, b) in new[] { ("one.png", 0.5f, 0.5f), ("two.png", 0.4f, 0.5f) })
        {
            Flat("a/" + name, a);
            Flat("b/" + name, b);
        }

        Flat("a/lonely.png", 0.1f);
        System.IO.File.WriteAllBytes(Path.Combine(_folder.Path, "a", "broken.png"), [1, 2, 3]);
        Flat("b/broken.png", 0.1f);
        System.IO.File.WriteAllBytes(Path.Combine(_folder.Path, "a", "._one.png"), [1, 2, 3]);

        var (code, text, error) = await Do("measure", Path.Combine(_folder.Path, "a"), Path.Combine(_folder.Path, "b"));

        Assert.Equal(1, code);
        Assert.Contains("1 in", error, StringComparison.Ordinal);
        Assert.Contains("(lonely)", error, StringComparison.Ordinal);
        Assert.Contains("broken: ", error, StringComparison.Ordinal);
        Assert.Contains("mean of 2", text, StringComparison.Ordinal);
        Assert.Contains("∞", text.Split('\n').Single(line => line.StartsWith("one", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("measure a.png nothing.png", "nothing.png is not there")]
    [InlineData("measure a.png .", "two files or two folders")]
    [InlineData("measure a.png a.png --border -1", "--border = -1: allowed is 0 … 9999")]
    public async Task Measure_WrongArguments_ExitCodeTwo(string line, string expected)
    {
        var a = Flat("a.png", 0.5f);
        var (code, _, error) = await Do([.. line.Split(' ').Select(word => word.Replace("a.png", a, StringComparison.Ordinal)
            .Replace("nothing.png", a + "nothing.png", StringComparison.Ordinal))]);
        Assert.Equal(2, code);
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Measure_GoldenPairs_AsScikitImageAndLpips()
    {
        var folder = TestData.Find("metrics-golden");
        TestData.Find("lpips");
        var golden = JsonElement.Parse(System.IO.File.ReadAllText(Path.Combine(folder, "golden.json")));
        foreach (var pair in golden.GetProperty("pairs").EnumerateArray())
        {
            var name = Path.Combine(folder, pair.GetProperty("name").GetString()!);
            var (code, text, error) = await Do("measure", name + "_deg.png", name + "_ref.png", "--json");
            Assert.True(code == 0, error);
            var values = JsonElement.Parse(text).GetProperty("files")[0].GetProperty("values");
            foreach (var value in values.EnumerateObject())
            {
                var key = value.Name.StartsWith("ssim", StringComparison.Ordinal) ? value.Name + "_gaussian11" : value.Name;
                if (pair.TryGetProperty(key, out var expected))
                {
                    Assert.Equal(expected.GetDouble(), value.Value.GetDouble(), value.Name.StartsWith("lpips", StringComparison.Ordinal)
                        ? 1e-4 : 1e-6);
                }
            }

            Assert.True(pair.GetProperty("shape").GetArrayLength() == 2 || values.TryGetProperty("lpips_squeeze", out _)
                || pair.GetProperty("shape")[2].GetInt32() == 1);
        }
    }

    private string Flat(string name, float value)
    {
        var path = Path.Combine(_folder.Path, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        System.IO.File.WriteAllBytes(path, ImageFile.EncodePng(new Image(40, 44, 3, [.. Enumerable.Repeat(value, 3 * 40 * 44)])));
        return path;
    }

    private async Task<(int Code, string Output, string Error)> Do(params string[] arguments)
    {
        using var text = new StringWriter();
        using var error = new StringWriter();
        var code = await Server.Cli.CommandLine.RunAsync(arguments, text, error, services => services
            .AddSingleton(_ => new Catalog(_folder.Database)).AddSingleton(new RunOptions { DataRoot = TestData.Root }));
        return (code, text.ToString(), error.ToString());
    }
}
