using Hodl.Core.Data;
using Hodl.Core.Hypergradients;
using Hodl.Core.Linear;
using Hodl.Core.Metrics;
using Hodl.Core.Runs;
using Hodl.Core.Solvers;
using Hodl.Core.Tasks;
using Hodl.Core.Tests.Runs;
using Xunit;
using Xunit.Abstractions;
using static TorchSharp.torch;

namespace Hodl.Core.Tests.Tasks;

/// <summary>Episodes, features and the lower level of few-shot learning; and that every method learns, resumes, and is certified.</summary>
public sealed class FewShotTests(ITestOutputHelper output)
{
    private static FewShotSettings Small => new()
    {
        Dataset = FewShotSet.Generated,
        Channels = 8,
        Downsampling = Downsampling.Stride,
        OuterSteps = 20,
        TrainQueries = 3,
        Queries = 5,
        K = 5,
        LastSteps = 2,
        AdaptSteps = 2,
        LinearSteps = 5,
        LearningRate = 0.02,
        EvaluateEvery = 20,
        CheckpointEvery = 10,
        TestEpisodes = 60,
    };

    [Fact]
    public void Episodes_OfOneSeed_AreTheSameWithDifferentClassesAndImages()
    {
        var set = DrawnGlyphs.Draw(12, 1, default);
        var drawn = Episode.Draw(set, 4, 5, 8, 40, 7);

        Assert.All(drawn, episode =>
        {
            Assert.Equal(5, episode.Classes.Zip(episode.Turns).Distinct().Count());
            Assert.All(episode.Items, items => Assert.Equal(8, items.Distinct().Count()));
        });
        Assert.Equal(drawn.Select(Text), Episode.Draw(set, 4, 5, 8, 40, 7).Select(Text));
        Assert.NotEqual(drawn.Select(Text), Episode.Draw(set, 4, 5, 8, 40, 8).Select(Text));
        Assert.Equal([(0, 0), (1, 0), (0, 1), (0, 2), (1, 1), (1, 2)], new Episode([3, 4], [0, 0], [[0, 1, 2], [0, 1, 2]]).Order(1));

        static string Text(Episode episode) => string.Join(' ', episode.Classes.Concat(episode.Turns).Concat(episode.Items.SelectMany(items => items)));
    }

    [Fact]
    public void Parts_OfASet_ShareNoClass()
    {
        var (data, found) = FewShotData.Of("", Small, default);
        Assert.True(found);
        Assert.Empty(data.Train.Names.Intersect(data.Test.Names).Concat(data.Train.Names.Intersect(data.Validation.Names)).Concat(data.Validation.Names.Intersect(data.Test.Names)));
        Assert.Equal(240, data.Train.Count + data.Validation.Count + data.Test.Count);

        var (substitute, same) = FewShotData.Of("", Small with { Dataset = FewShotSet.Omniglot }, default);
        Assert.False(same);
        Assert.Equal("generated glyphs test", substitute.Test.Name);
        Assert.Throws<DataMissingException>(() => FewShotData.Of("", Small with { Dataset = FewShotSet.MiniImageNet }, default));
    }

    [SkippableFact]
    public void Parts_OfOmniglot_AreThePublishedOnes()
    {
        var folder = TestData.Find("omniglot");
        var (omniglot, _) = FewShotData.Of(Path.GetDirectoryName(folder)!, Small with { Dataset = FewShotSet.Omniglot }, default);
        Assert.Equal([1100, 100, 423], new[] { omniglot.Train.Count, omniglot.Validation.Count, omniglot.Test.Count });
        Assert.Equal(1623, omniglot.Train.Names.Concat(omniglot.Validation.Names).Concat(omniglot.Test.Names).Distinct().Count());
    }

    [Fact]
    public void Head_WrittenGradients_AreThoseOfItsLosses()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(3);
        var head = new EpisodeHead(randn([2, 3 * 6, 7], dtype: float64, generator: random), 3, 2, 0.3, 2.5);
        var u = new State(randn([2, 3, 7], dtype: float64, generator: random));

        Assert.True((head.Gradient(u)[0] - CostGradient.Of(head.Cost, u)[0]).abs().max().item<double>() < 1e-12);
        Assert.True((head.LossGradient(u)[0] - CostGradient.Of(head.Loss, u)[0]).abs().max().item<double>() < 1e-12);
        Assert.Equal(4, head.Queries);
    }

    [Theory]
    [InlineData(Downsampling.Stride)]
    [InlineData(Downsampling.MaxPool)]
    public void Features_EveryImage_HaveLengthCAndSetsOfWeightsDoNotMix(Downsampling downsampling)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(3);
        var net = new ConvFeatures(4, downsampling, 3);
        Tensor[] first = [.. net.Start(1, 1, float64, CPU).Select(pair => pair.Value)], second = [.. net.Start(1, 2, float64, CPU).Select(pair => pair.Value)];
        var (a, b) = (randn([6, 1, 28, 28], dtype: float64, generator: random), randn([6, 1, 28, 28], dtype: float64, generator: random));
        var alone = net.Of(second, b);
        var both = net.Of([.. first.Zip(second, (x, y) => stack([x, y], 0))], cat([a, b], 1), 2);
        var measured = net.Of(second, b, 1, net.Statistics(second, b));

        Assert.Equal([6, 1, net.Features(28)], alone.shape);
        Assert.True((alone.square().sum(-1).sqrt() - 3.0).abs().max().item<double>() < 1e-3);
        Assert.True((both.select(1, 1) - alone.select(1, 0)).abs().max().item<double>() < 1e-10);
        Assert.True((both.select(1, 0) - net.Of(first, a).select(1, 0)).abs().max().item<double>() < 1e-10);
        Assert.True((measured - alone).abs().max().item<double>() < 1e-6);
        Assert.True((new ConvFeatures(4, downsampling, 3, elementary: true).Of(second, b) - alone).abs().max().item<double>() < 1e-10);
    }

    [Theory]
    [InlineData(Downsampling.Stride)]
    [InlineData(Downsampling.MaxPool)]
    public void Features_ElementaryWithStatistics_AreThoseOfTheStatistics(Downsampling downsampling)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(4);
        var (plain, written) = (new ConvFeatures(4, downsampling, 3), new ConvFeatures(4, downsampling, 3, elementary: true));
        Tensor[] weights = [.. plain.Start(1, 1, float64, CPU).Select(pair => pair.Value.requires_grad_())];
        Tensor Draw(long items) => randn([items, 1, 28, 28], dtype: float64, generator: random);
        var (seen, other) = (Draw(16), Draw(5) + 0.5);
        var statistics = plain.Statistics(weights, seen);
        var (expected, found) = (plain.Of(weights, other, 1, statistics), written.Of(weights, other, 1, statistics));
        var slopes = autograd.grad([expected.square().mul(expected).sum()], weights);
        var own = autograd.grad([found.square().mul(found).sum()], weights);
        var means = written.Statistics(weights, seen).Zip(statistics);

        Assert.True((found - expected).abs().max().item<double>() < 1e-10);
        Assert.True((found - written.Of(weights, other)).abs().max().item<double>() > 1e-2);
        Assert.All(slopes.Zip(own), pair => Assert.True((pair.First - pair.Second).abs().max().item<double>() < 1e-8));
        Assert.All(means, pair => Assert.True((pair.First.Mean - pair.Second.Mean).abs().max().item<double>() < 1e-10));
    }

    [Fact]
    public void Mean_OfShares_HasTheIntervalOfItsStandardError()
    {
        var (accuracy, interval) = MeanInterval.Of([1, 0, 1, 0]);
        Assert.Equal(50, accuracy);
        Assert.Equal(196 * Math.Sqrt(1.0 / 3 / 4), interval, 9);
    }

    [Theory]
    [InlineData("shodl")]
    [InlineData("ahodl")]
    [InlineData("rhg")]
    [InlineData("trhg")]
    [InlineData("cg")]
    [InlineData("ns")]
    [InlineData("anil")]
    [InlineData("maml")]
    [InlineData("imaml")]
    public void Run_EveryMethod_LearnsAndResumesBitForBit(string method)
    {
        var settings = method.EndsWith("maml", StringComparison.Ordinal) ? Small with { OuterSteps = 6, EvaluateEvery = 6, CheckpointEvery = 3, TestEpisodes = 30, LearningRate = 0.003, AdaptSteps = 4 } : Small;
        var whole = Run(method, settings, null);
        var rest = Run(method, settings, whole.Checkpoints[0]);
        output.WriteLine($"{method}: {string.Join(", ", whole.Series("accuracy"))}");

        Assert.Equal(whole.Checkpoints[^1].State, rest.Checkpoints[^1].State);
        Assert.Equal(whole.Results["accuracy"], rest.Results["accuracy"]);
        Assert.True(whole.Results["accuracy"].Value > 30);  // chance is 20
        Assert.All(whole.Series("hypergradient_norm"), norm => Assert.True(norm > 0));
        Assert.InRange(whole.Results["accuracy_ci95"].Value, 0.5, 10);
        Assert.Equal(["train", "validation", "test"], whole.Data.Select(data => data.Role));
        Assert.Equal(8, whole.Images.Count);
        Assert.All(whole.Images, image => Assert.InRange(image.Metrics["accuracy"], 0, 100));
    }

    [Theory]
    [InlineData("shodl", true)]
    [InlineData("ahodl", true)]
    [InlineData("rhg", true)]
    [InlineData("trhg", false)]
    [InlineData("cg", true)]
    [InlineData("ns", true)]
    [InlineData("anil", true)]
    [InlineData("maml", true)]
    [InlineData("imaml", false)]
    public void Certificate_EveryMethod_PassesOrNamesItsCause(string method, bool exact)
    {
        var settings = Small with { Channels = 2, Ways = 2, TrainQueries = 2, BatchSize = 2, FeatureLength = 2, Decay = 2, Pull = 5, AdaptStep = 0.1, K = 3 };
        var certificate = RunCertifier.Of(new FewShot(), Context(method, settings, new RecordingObserver(), null), null, new() { MostSeconds = 2 }, default);
        output.WriteLine($"{certificate.Verdict}: {certificate.Reason} {certificate.Run}: {certificate.RunReason}");

        Assert.Equal(exact ? CertificateVerdict.Passed : CertificateVerdict.Failed, certificate.Verdict);
        Assert.DoesNotContain("nothing that it approximates", certificate.Reason);
        Assert.NotEqual(RunVerdict.Undecided, certificate.Run);
        Assert.True(!exact || certificate.Run <= RunVerdict.Approximate, certificate.RunReason);
        Assert.True(exact == certificate.RelativeError <= 1e-5);
    }

    [Fact]
    public void Certificate_ImamlWithItsInnerProblemSolved_Passes()
    {
        // A pull that outweighs the net's curvature: with less, descent ends by zigzagging about a kink of the ReLUs.
        var settings = Small with { Channels = 2, Ways = 2, TrainQueries = 2, BatchSize = 2, FeatureLength = 2, Pull = 50, AdaptStep = 0.01, AdaptSteps = 30, LinearSteps = 200, LinearTolerance = 1e-12 };
        var certificate = RunCertifier.Of(new FewShot(), Context("imaml", settings, new RecordingObserver(), null), null, new() { MostTensors = 2, RandomDirections = 1 }, default);
        output.WriteLine($"{certificate.Verdict}: {certificate.Reason} {certificate.Run}: {certificate.RunReason} (‖∂φ/∂ω‖ = {certificate.GradientNorm:G3}, inner residual {certificate.InnerResidual:G2})");

        Assert.Equal(CertificateVerdict.Passed, certificate.Verdict);
        Assert.InRange(certificate.RelativeError, 0, 1e-6);
    }

    [Fact]
    public void Run_TrainedWithFewerWays_HasTheSameFeatures()
    {
        var (five, ten) = (Run("rhg", Small with { OuterSteps = 4 }, null), Run("rhg", Small with { OuterSteps = 4, Ways = 10, TrainWays = 5 }, null));

        Assert.Equal(five.Checkpoints[^1].State, ten.Checkpoints[^1].State);
        Assert.True(ten.Results["accuracy"].Value < five.Results["accuracy"].Value);
        Assert.Contains("ways", new FewShot().Refuse("anil", new FewShotSettings { Ways = 20, TrainWays = 5 }));
    }

    [Fact]
    public void Refuse_MoreImagesThanDrawings_NamesTheBound()
    {
        Assert.Contains("20", new FewShot().Refuse("shodl", new FewShotSettings { Shots = 6 }));
        Assert.Null(new FewShot().Refuse("shodl", new FewShotSettings { Shots = 5 }));
    }

    private static RecordingObserver Run(string method, FewShotSettings settings, RunCheckpoint? resume)
    {
        var observer = new RecordingObserver();
        new FewShot().Run(Context(method, settings, observer, resume), default);
        return observer;
    }

    private static RunContext Context(string method, FewShotSettings settings, IRunObserver observer, RunCheckpoint? resume) => new()
    {
        Spec = new() { Task = "few-shot", Method = method, Settings = settings },
        Observer = observer,
        Resume = resume,
    };
}
