using System.Text.Json;
using Hodl.Core.Data;
using Hodl.Core.Imaging;
using Hodl.Core.Metrics;
using Hodl.Core.Random;
using Hodl.Core.Tests.Data;
using Hodl.Core.Torch;
using Xunit;
using Xunit.Abstractions;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace Hodl.Core.Tests.Metrics;

public sealed class LpipsTests(ITestOutputHelper output) : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [SkippableFact]
    public void Of_GoldenPairs_AgreesWithTheReference()
    {
        var (path, weights) = (TestData.Find("metrics-golden"), TestData.Find("lpips"));
        using var scope = NewDisposeScope();
        var lpips = LpipsWeights.Load(Path.GetDirectoryName(weights)!, LpipsBackbone.Squeeze, CPU);
        using var golden = JsonDocument.Parse(File.ReadAllText(Path.Combine(path, "golden.json")));
        var compared = 0;
        foreach (var pair in golden.RootElement.GetProperty("pairs").EnumerateArray().Where(pair => pair.TryGetProperty("lpips_squeeze", out _)))
        {
            var name = pair.GetProperty("name").GetString();
            var (reference, degraded) = (ImageFile.Load(Path.Combine(path, name + "_ref.png")), ImageFile.Load(Path.Combine(path, name + "_deg.png")));
            var value = ImageQuality.Full(degraded, reference, lpips: lpips)["lpips_squeeze"];
            var expected = pair.GetProperty("lpips_squeeze").GetDouble();
            output.WriteLine($"{name}: {value:F8}, golden {expected:F8}, difference {value - expected:E1}");
            Assert.Equal(expected, value, 1e-5);
            compared++;
        }

        Assert.Equal(3, compared);
    }

    [Fact]
    public void Of_AlexNet_IsItsFormulaOnTorchvisionsLayers()
    {
        using var scope = NewDisposeScope();
        var network = Network([("0", 64, 3, 11), ("3", 192, 64, 5), ("6", 384, 192, 3), ("8", 256, 384, 3), ("10", 256, 256, 3)]);
        var heads = Heads([64, 192, 384, 256, 256]);
        Save("lpips/alexnet.safetensors", network);
        Save("lpips/lpips_lin_alex.safetensors", heads);
        var (a, b) = (Noise(64, 70, 1), Noise(64, 70, 2));

        var expected = Formula(a, b, heads, x =>
        {
            List<Tensor> features = [conv2d(x, network["features.0.weight"], network["features.0.bias"], [4, 4], [2, 2]).relu()];
            features.Add(conv2d(max_pool2d(features[0], 3, 2), network["features.3.weight"], network["features.3.bias"], [1, 1], [2, 2]).relu());
            features.Add(conv2d(max_pool2d(features[1], 3, 2), network["features.6.weight"], network["features.6.bias"], [1, 1], [1, 1]).relu());
            features.Add(conv2d(features[2], network["features.8.weight"], network["features.8.bias"], [1, 1], [1, 1]).relu());
            features.Add(conv2d(features[3], network["features.10.weight"], network["features.10.bias"], [1, 1], [1, 1]).relu());
            return features;
        });

        var lpips = LpipsWeights.Load(folder.Path, LpipsBackbone.Alex, CPU);
        Assert.Equal("lpips_alex", lpips.Name);
        Assert.True(expected > 1e-3);
        Assert.Equal(expected, lpips.Of(a, b), 5);
        Assert.Equal(lpips.Of(b, a), lpips.Of(a, b), 6);
        Assert.Equal(0, lpips.Of(a, a));
    }

    [Fact]
    public void Of_Vgg16_IsItsFormulaOnTorchvisionsLayers()
    {
        using var scope = NewDisposeScope();
        (string, long, long, long)[] layers =
        [
            ("0", 64, 3, 3), ("2", 64, 64, 3), ("5", 128, 64, 3), ("7", 128, 128, 3), ("10", 256, 128, 3), ("12", 256, 256, 3), ("14", 256, 256, 3),
            ("17", 512, 256, 3), ("19", 512, 512, 3), ("21", 512, 512, 3), ("24", 512, 512, 3), ("26", 512, 512, 3), ("28", 512, 512, 3),
        ];
        var network = Network(layers);
        var heads = Heads([64, 128, 256, 512, 512]);
        Save("lpips/vgg16.safetensors", network);
        Save("lpips/lpips_lin_vgg.safetensors", heads);
        var (a, b) = (Noise(32, 32, 3), Noise(32, 32, 4));

        var expected = Formula(a, b, heads, x =>
        {
            var features = new List<Tensor>();
            for (var index = 0; index <= 29; index++)
            {
                x = index is 4 or 9 or 16 or 23 ? max_pool2d(x, 2)
                    : network.TryGetValue($"features.{index}.weight", out var weight) ? conv2d(x, weight, network[$"features.{index}.bias"], padding: [1, 1])
                    : x.relu();
                if (index is 3 or 8 or 15 or 22 or 29)
                {
                    features.Add(x);
                }
            }

            return features;
        });

        Assert.True(expected > 1e-3);
        Assert.Equal(expected, LpipsWeights.Load(folder.Path, LpipsBackbone.Vgg, CPU).Of(a, b), 5);
    }

    [Fact]
    public void Load_AbsentOrDamagedWeights_SaysWhichFileBelongsWhere()
    {
        var absent = Assert.Throws<DataMissingException>(() => LpipsWeights.Load(folder.Path, LpipsBackbone.Vgg, CPU));
        foreach (var part in new[] { "LPIPS, VGG16", "lpips", folder.Path, "lpips_lin_vgg.safetensors", "vgg16.safetensors", "PerceptualSimilarity" })
        {
            Assert.Contains(part, absent.Message, StringComparison.Ordinal);
        }

        using var scope = NewDisposeScope();
        Save("lpips/alexnet.safetensors", new() { ["features.0.weight"] = zeros(64, 3, 5, 5) });
        Save("lpips/lpips_lin_alex.safetensors", Heads([64, 192, 384, 256, 256]));
        Assert.Contains("features.0.weight of shape [64, 3, 11, 11]", Assert.Throws<InvalidDataException>(() => LpipsWeights.Load(folder.Path, LpipsBackbone.Alex, CPU)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ToSigned_OfUnit_SpansMinusOneToOne()
    {
        using var scope = NewDisposeScope();
        var unit = UnitPixels.From(new Image(1, 2, 1, [0, 1]), CPU);

        Assert.Equal([1L, 3, 1, 2], unit.Values.shape);
        Assert.Equal([-1f, 1, -1, 1, -1, 1], unit.ToSigned().Values.contiguous().ToArray<float>());
    }

    private static double Formula(Image a, Image b, Dictionary<string, Tensor> heads, Func<Tensor, List<Tensor>> features)
    {
        Tensor Scaled(Image image) => ((ImageTensor.From(image, float32, CPU) * 2) - 1 - tensor(new[] { -0.030f, -0.088f, -0.188f }, [1, 3, 1, 1])) / tensor(new[] { 0.458f, 0.448f, 0.450f }, [1, 3, 1, 1]);
        var (of, ofReference) = (features(Scaled(a)), features(Scaled(b)));
        return of.Select((f, layer) =>
        {
            Tensor Unit(Tensor x) => x / (x * x).sum([1], keepdim: true).sqrt();
            var difference = (Unit(f) - Unit(ofReference[layer])).square();
            return conv2d(difference, heads[$"lin{layer}.model.1.weight"]).mean().item<float>();
        }).Sum(value => (double)value);
    }

    private static Dictionary<string, Tensor> Network((string Index, long Outputs, long Inputs, long Side)[] layers)
    {
        using var generator = new Generator(7);
        var weights = new Dictionary<string, Tensor>();
        foreach (var (index, outputs, inputs, side) in layers)
        {
            weights[$"features.{index}.weight"] = randn([outputs, inputs, side, side], generator: generator) * Math.Sqrt(2.0 / (inputs * side * side));
            weights[$"features.{index}.bias"] = randn([outputs], generator: generator) * 0.1 + 0.05;
        }

        return weights;
    }

    private static Dictionary<string, Tensor> Heads(long[] widths) =>
        widths.Select((width, layer) => (width, layer)).ToDictionary(head => $"lin{head.layer}.model.1.weight", head => (arange(1, head.width + 1, float32) / head.width).reshape(1, head.width, 1, 1));

    private static Image Noise(int height, int width, ulong seed)
    {
        var random = new Philox(seed);
        return new Image(height, width, 3, [.. Enumerable.Range(0, 3 * height * width).Select(_ => (float)random.NextDouble())]);
    }

    private void Save(string name, Dictionary<string, Tensor> tensors)
    {
        Directory.CreateDirectory(Path.Combine(folder.Path, "lpips"));
        Safetensors.Save(Path.Combine(folder.Path, name), tensors);
    }
}
