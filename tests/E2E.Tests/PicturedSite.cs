using System.Text.Json;
using Hodl.Core.Imaging;

namespace Hodl.E2E.Tests;

/// <summary>A site with two finished runs on generated pictures.</summary>
public sealed class PicturedSite : Site
{
    public long[] Runs { get; private set; } = [];

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        Runs = await Launch(new
        {
            task = "constrained-sparse-coding",
            methods = (string[])["shodl", "unh"],
            preset = "quick",
            seeds = (long[])[1],
            set = new Dictionary<string, string>
            {
                ["OuterSteps"] = "4",
                ["EvaluateEvery"] = "2",
                ["K"] = "3",
                ["TestK"] = "5",
                ["BatchSize"] = "8",
                ["TrainPatches"] = "128",
                ["TestSide"] = "64",
            },
        });
        foreach (var id in Runs)
        {
            await Reaches(id, TimeSpan.FromSeconds(120), "finished");
        }
    }

    /// <summary>The rows of a run's images.</summary>
    public async Task<IReadOnlyList<JsonElement>> Images(long run) =>
        [.. JsonDocument.Parse(await Api.GetStringAsync($"/api/v1/runs/{run}/images")).RootElement.EnumerateArray()];

    /// <summary>Names of the pictures.</summary>
    public async Task<IReadOnlyList<string>> Names() => [.. (await Images(Runs[0])).Select(image => image.GetProperty("name").GetString()!).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>The stored 8-bit pixels of an image.</summary>
    public async Task<Image> Pixels(long run, string name, string role, long? step = null, int inner = 0)
    {
        var image = (await Images(run)).Where(image => image.GetProperty("name").GetString() == name && image.GetProperty("role").GetString() == role
                && image.GetProperty("inner").GetInt32() == inner && (step is null || image.GetProperty("step").GetInt64() == step))
            .MaxBy(image => image.GetProperty("step").GetInt64());
        return ImageFile.Decode(await Api.GetByteArrayAsync($"/runs/{run}/images/{image.GetProperty("id").GetInt64()}"), name);
    }
}
