using Hodl.Core.Data;
using Hodl.Core.Imaging;
using Hodl.Core.Random;
using Xunit;
using static TorchSharp.torch;

namespace Hodl.Core.Tests.Data;

public sealed class PatchesTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void At_SameSeedAndStep_SameBatchOfAlignedPatches()
    {
        using var scope = NewDisposeScope();
        var pairs = new[] { Pair("a", 20, 24), Pair("b", 16, 16) };
        var patches = new PairedPatches(pairs, 12, seed: 5);

        var batch = patches.At(3, 16, float64, CPU);
        var again = new PairedPatches(pairs, 12, seed: 5).At(3, 16, float64, CPU);

        Assert.Equal([16L, 3, 12, 12], batch.Input.shape);
        Assert.True(batch.Input.equal(again.Input).all().item<bool>());
        Assert.True((batch.Target! - (batch.Input * 0.5)).abs().max().item<double>() < 1e-6);  // the same place on both sides
        Assert.False(batch.Input.equal(patches.At(4, 16, float64, CPU).Input).all().item<bool>());
        Assert.False(batch.Input.equal(new PairedPatches(pairs, 12, seed: 6).At(3, 16, float64, CPU).Input).all().item<bool>());
    }

    [Fact]
    public void At_Degraded_FreshNoiseOnCleanTargets()
    {
        using var scope = NewDisposeScope();
        var clean = Pair("a", 40, 40).Target;
        var patches = new DegradedPatches([clean], 16, seed: 1, (image, random) => Degradation.GaussianNoise(image, 0.1, random), margin: 4);

        var batch = patches.At(0, 32, float64, CPU);

        Assert.Equal([32L, 3, 16, 16], batch.Target!.shape);
        var noise = batch.Input - batch.Target;
        Assert.InRange(noise.square().mean().sqrt().item<double>(), 0.097, 0.103);
        Assert.True(batch.Input.equal(patches.At(0, 32, float64, CPU).Input).all().item<bool>());
    }

    [Fact]
    public void Turn_AllWays_AreTheEightDifferentOnes()
    {
        var image = new Image(2, 2, 1, [1, 2, 3, 4]);

        var turned = Enumerable.Range(0, Dihedral.Ways).Select(way => string.Join("", Dihedral.Turn(image, way).Pixels)).ToList();

        Assert.Equal("1234", turned[0]);
        Assert.Equal("2143", turned[1]);
        Assert.Equal("1324", turned[4]);
        Assert.Equal(8, turned.Distinct().Count());
        var wide = Dihedral.Turn(new Image(1, 3, 3, [1, 2, 3, 4, 5, 6, 7, 8, 9]), 5);
        Assert.Equal((3, 1), (wide.Height, wide.Width));
        Assert.Equal([7, 8, 9, 4, 5, 6, 1, 2, 3], wide.Pixels);
    }

    [Fact]
    public void ToImage_OfStack_IsTheImage()
    {
        using var scope = NewDisposeScope();
        var (a, b) = (Pair("a", 5, 7).Input, Pair("b", 5, 7).Target);

        var stack = ImageTensor.Stack([a, b], float32, CPU);

        Assert.Equal([2L, 3, 5, 7], stack.shape);
        Assert.Equal(a[2, 3, 1], stack[0, 1, 2, 3].item<float>());
        Assert.Equal(b.Pixels, ImageTensor.ToImage(stack, 1).Pixels);
        Assert.Throws<ArgumentException>(() => ImageTensor.Stack([a, new Image(5, 7, 1, new float[35])], float32, CPU));
    }

    [Fact]
    public void LoadPatches_OfAFolder_AreAsManyAsWanted()
    {
        for (byte number = 1; number <= 3; number++)
        {
            folder.Flat($"high/{number}.png", (byte)(100 + number), 20, 20);
        }

        Assert.Equal(9, ImageFolder.List(Path.Combine(folder.Path, "high")).Between(1, 3).LoadPatches(9, 8, new Philox(2)).Images.Count);
    }

    private static PairedImage Pair(string name, int height, int width)
    {
        var random = new Philox((ulong)name[0]);
        var input = Enumerable.Range(0, 3 * height * width).Select(_ => (float)random.NextDouble()).ToArray();
        return new(name, new Image(height, width, 3, input), new Image(height, width, 3, [.. input.Select(value => value * 0.5f)]));
    }
}
