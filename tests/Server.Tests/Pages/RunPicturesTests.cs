using Hodl.Core.Runs;
using Hodl.Server.Pages;
using Hodl.Server.Store;

namespace Hodl.Server.Tests.Pages;

public sealed class RunPicturesTests
{
    [Fact]
    public void Matrix_RunsOnTheSamePictures_ShareInputAndReference()
    {
        var (columns, frames) = RunPictures.Matrix([(Run(1, "shodl"), Images("same")), (Run(2, "unh"), Images("same"))]);
        Assert.Equal(["input", "r1", "r2", "reference"], columns.Select(column => column.Id));
        Assert.All(columns.Where(column => column.Role != "reference"), column => Assert.Equal("reference", column.Reference));
        Assert.Equal(4, frames.Count);
    }

    [Fact]
    public void Matrix_RunsOnOtherNoise_KeepTheirOwnInputs()
    {
        var (columns, frames) = RunPictures.Matrix([(Run(1, "shodl"), Images("one")), (Run(2, "shodl"), Images("two"))]);
        Assert.Equal(["input-1", "input-2", "r1", "r2", "reference"], columns.Select(column => column.Id));
        Assert.Equal(["input, run 1", "input, run 2"], columns.Take(2).Select(column => column.Title));
        Assert.All(columns.Where(column => column.Role == "output"), column => Assert.Contains("run", column.Title, StringComparison.Ordinal));
        Assert.Equal(5, frames.Count);
    }

    [Fact]
    public void Matrix_InfiniteMetric_BecomesAWordThatJsonKnows()
    {
        var (_, frames) = RunPictures.Matrix([(Run(1, "shodl"), Images("same"))]);
        Assert.Equal("Infinity", frames.Single(frame => frame.Column == "r1").Metrics["psnr_gray"]);
    }

    private static RunRow Run(long id, string method) => new() { Id = id, Task = "constrained-sparse-coding", Method = method, Seed = id };

    private static List<StoredImage> Images(string noise) =>
    [
        new(1, "square", "input", 0, 0, 4, 4, 1, new Dictionary<string, double>(), noise),
        new(2, "square", "output", 9, 0, 4, 4, 1, new Dictionary<string, double> { ["psnr_gray"] = double.PositiveInfinity }, "output"),
        new(3, "square", "reference", 0, 0, 4, 4, 1, new Dictionary<string, double>(), "truth"),
    ];
}
