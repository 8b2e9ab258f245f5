using Hodl.Core.Imaging;
using Hodl.Core.Runs;
using Hodl.Core.Tasks;
using Hodl.Core.Tests.Runs;
using Hodl.Core.Torch;
using Hodl.Core.Training;
using Xunit;
using static TorchSharp.torch;

namespace Hodl.Core.Tests.Tasks;

/// <summary>A trained ω away from its run.</summary>
public sealed class ConstrainedSparseCodingModelTests
{
    private static readonly ConstrainedSparseCodingSettings Small = new()
    {
        K = 3,
        OuterSteps = 4,
        BatchSize = 4,
        Hidden = 12,
        TestSide = 32,
        TestK = 6,
        TrainPatches = 200,
        EvaluateEvery = 2,
        CheckpointEvery = 2,
        CurveEvery = 2,
    };

    [Theory]
    [InlineData("shodl")]
    [InlineData("unh")]
    [InlineData("ena")]
    public void Restore_InputThatTheRunShowed_GivesItsOutputBitForBit(string method)
    {
        var (spec, observer) = Run(method, Small);
        var model = TrainedModel.Of(spec, observer.Checkpoints[^1]);
        foreach (var name in observer.Images.Select(image => image.Name).Distinct())
        {
            var input = observer.Images.Last(image => image.Name == name && image.Role == "input");
            var output = observer.Images.Last(image => image.Name == name && image.Role == "output" && image.Inner == 0);

            var restored = new ConstrainedSparseCoding().Restore(model, new Image(input.Height, input.Width, 1, input.Pixels), CancellationToken.None);

            Assert.Equal(output.Pixels, restored.Pixels);
        }
    }

    [Fact]
    public void Restore_ColourOfAnySize_GivesGrayOfThatSize()
    {
        var (spec, observer) = Run("shodl", Small);
        var model = TrainedModel.Of(spec, observer.Checkpoints[^1]);
        var restored = new ConstrainedSparseCoding().Restore(model, new Image(21, 35, 3, [.. Enumerable.Range(0, 21 * 35 * 3).Select(i => i % 97 / 97f)]), CancellationToken.None);
        Assert.Equal((21, 35, 1), (restored.Height, restored.Width, restored.Channels));
        Assert.All(restored.Pixels, value => Assert.InRange(value, 0, 1));
        Assert.True(restored.Pixels.Distinct().Count() > 100);
    }

    [Fact]
    public void Run_Pictures_AreKeptAtEvaluationsAndAlongTheIteration()
    {
        var (_, observer) = Run("shodl", Small);
        var name = observer.Images[0].Name;
        var outputs = observer.Images.Where(image => image.Name == name && image.Role == "output").ToList();
        Assert.Equal([0, 2, 4], outputs.Where(image => image.Inner == 0).Select(image => image.Step).Distinct().Order());
        Assert.Equal([1, 2, 3, 5, 6], outputs.Where(image => image.Inner > 0).Select(image => image.Inner));
        Assert.Equal(outputs.Last(image => image.Inner == 0).Pixels, outputs.Single(image => image.Inner == Small.K).Pixels);
        Assert.Equal([1, 2, 3], Run("ena", Small).Observer.Images.Where(image => image.Name == name && image.Inner > 0).Select(image => image.Inner));
    }

    [Fact]
    public void Restore_OmegaOfOtherSettings_SaysWhatDoesNotFit()
    {
        var (spec, observer) = Run("shodl", Small);
        var other = TrainedModel.Of(spec with { Settings = Small with { Hidden = 13 } }, observer.Checkpoints[^1]);
        var refusal = Assert.Throws<InvalidDataException>(() => new ConstrainedSparseCoding().Restore(other, new Image(16, 16, 1, new float[256]), CancellationToken.None));
        Assert.Contains("does not fit its settings", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Restore_OmegaWithNaN_IsRefused()
    {
        using var scope = NewDisposeScope();
        var (spec, observer) = Run("unh", Small);
        var model = TrainedModel.Of(spec, observer.Checkpoints[^1]);
        var broken = new TrainedModel(spec, Safetensors.Write(model.Tensors().ToDictionary(pair => pair.Key, pair => pair.Value * double.NaN)));
        Assert.Throws<InvalidDataException>(() => new ConstrainedSparseCoding().Restore(broken, new Image(16, 16, 1, new float[256]), CancellationToken.None));
    }

    [Fact]
    public void Of_Checkpoint_LeavesMomentsBehind()
    {
        using var scope = NewDisposeScope();
        var (spec, observer) = Run("shodl", Small);
        var names = TrainedModel.Of(spec, observer.Checkpoints[^1]).Tensors().Keys;
        Assert.All(names, name => Assert.Matches("^(omega|buffer)\\.", name));
        Assert.Throws<InvalidDataException>(() => TrainedModel.Of(spec, Safetensors.Write(new Dictionary<string, Tensor> { ["other"] = zeros(2) })));
        Assert.Throws<InvalidDataException>(() => TrainedModel.Of(spec, [1, 2, 3]));
    }

    private static (RunSpec Spec, RecordingObserver Observer) Run(string method, ConstrainedSparseCodingSettings settings)
    {
        var observer = new RecordingObserver();
        var spec = new RunSpec { Task = "constrained-sparse-coding", Method = method, Seed = 2, Settings = settings };
        new ConstrainedSparseCoding().Run(new RunContext { Spec = spec, Observer = observer }, CancellationToken.None);
        return (spec, observer);
    }
}
