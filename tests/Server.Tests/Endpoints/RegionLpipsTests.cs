using System.Net;
using System.Text.Json;
using Hodl.Core.Data;
using Hodl.Core.Imaging;
using Hodl.Core.Metrics;
using Hodl.Core.Runs;
using Hodl.Server.Store;

namespace Hodl.Server.Tests.Endpoints;

public sealed class RegionLpipsTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public async Task Lpips_OfARegion_IsThatOfTheTwoParts()
    {
        var root = TestData.Root;
        var missing = LpipsWeights.Of(LpipsBackbone.Squeeze).Missing(root);
        Skip.If(missing is not null, missing);
        var (run, images) = Filled(_folder.Store());
        _folder.Close();
        using var server = new TestServer(_folder.Database, data: root);
        using var http = server.CreateClient();
        async Task<HttpResponseMessage> Ask(string region) => await http.GetAsync($"/runs/{run}/images/{images[0].Id}/lpips?reference={images[1].Sha256[..12]}&{region}");

        using var answer = await Ask("x=8&y=16&width=40&height=36");
        var value = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("lpips_squeeze").GetDouble();
        Assert.Equal(LpipsWeights.Between(Decoded(0).Crop(16, 8, 36, 40), Decoded(1).Crop(16, 8, 36, 40), root, LpipsBackbone.Squeeze), value);
        Assert.InRange(value, 0.001, 2);
        foreach (var (region, reason) in new[] { ("x=40&y=0&width=32&height=32", "leaves the image of 64 × 64"),
            ("x=0&y=0&width=20&height=40", "32 … 1024 pixels a side") })
        {
            using var refused = await Ask(region);
            Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
            Assert.Contains(reason, (await refused.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString());
        }

        Image Decoded(int which) => ImageFile.Decode(server.Store.ImageFile(run, images[which].Id)!.Value.Png, "image");
    }

    private static (long Run, IReadOnlyList<StoredImage> Images) Filled(RunStore store)
    {
        static Image Pattern(int factor) => new(64, 64, 3, [.. Enumerable.Range(0, 64 * 64 * 3).Select(i => i * factor % 251 / 250f)]);
        var run = store.Add(TestServer.Spec(new FakeSettings()));
        var start = store.Start(run, "me", new RunEnvironment { Code = "", DotNet = "", LibTorch = "", Blas = "", Device = "", Threads = 1, Processor = "", System = "" })!;
        var batch = new RunBatch();
        foreach (var (role, factor) in new[] { ("output", 7), ("reference", 5) })
        {
            var image = Pattern(factor);
            batch.Images.Add((new() { Name = "square", Role = role, Step = 0, Height = 64, Width = 64, Channels = 3, Pixels = [] },
                ImageFile.EncodePng(image)));
        }

        store.Append(run, start.Attempt, batch);
        return (run, [.. store.Images(run).OrderBy(image => image.Role, StringComparer.Ordinal)]);
    }
}
