using Hodl.Core.Data;
using Hodl.Core.Hypergradients;
using Hodl.Core.Runs;
using Hodl.Core.Tasks;
using Hodl.Core.Tests.Data;
using Hodl.Core.Tests.Runs;
using Hodl.Core.Torch;
using Xunit;
using Xunit.Abstractions;
using static TorchSharp.torch;

namespace Hodl.Core.Tests.Tasks;

/// <summary>Mixtures, the rule for modes, points files, and that every method plays, resumes, and is certified.</summary>
public sealed class GanModesTests(ITestOutputHelper output) : IDisposable
{
    private readonly TempFolder folder = new();

    private static GanModesSettings Small => new()
    {
        K = 3,
        Hidden = 16,
        BatchSize = 64,
        OuterSteps = 12,
        EvaluateEvery = 6,
        CheckpointEvery = 5,
        Samples = 300,
    };

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(MixtureKind.Ring8, 8)]
    [InlineData(MixtureKind.Grid25, 25)]
    [InlineData(MixtureKind.TwoMoons, 2)]
    public void Sample_OfAMixture_CoversAllModesEvenly(MixtureKind kind, int modes)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(1);
        var mixture = Mixture.Of("", kind, "", 0.05);
        var counts = mixture.Count(Pairs(mixture.Sample(5000, random, float64, CPU)));

        Assert.Equal(modes, mixture.Modes);
        Assert.InRange(counts.Sum() / 5000.0, 0.98, 1);  // N(0, σ²I) leaves 1.1 % beyond 3σ
        Assert.All(counts, count => Assert.InRange(count * modes / 5000.0, 0.7, 1.3));
        Assert.Equal(modes, Mixture.Covered(counts, 5000, 0.5));
    }

    [Fact]
    public void Covered_AtTheBorder_FollowsTheRule()
    {
        var mixture = Mixture.Of("", MixtureKind.Ring8, "", 0.1);
        var within = mixture.Count([(2.299, 0), (2.301, 0), (0, 1.8), (0, 0)]);

        Assert.Equal([1, 0, 1, 0, 0, 0, 0, 0], within);
        Assert.Equal(1, Mixture.Covered([25, 24, 0, 0, 0, 0, 0, 0], 1000, 0.2));  // a fifth of an eighth of 1000 is 25
    }

    [Fact]
    public void Points_OfAFile_AreScaledAndLinkedIntoModes()
    {
        var lines = Enumerable.Range(0, 40).Select(i => FormattableString.Invariant($"{(i < 20 ? 100 : 300) + (i % 20)},{i % 7}"));
        folder.Write("mine/points.csv", System.Text.Encoding.UTF8.GetBytes("x,y\n" + string.Join('\n', lines)));
        var mixture = Mixture.Of(folder.Path, MixtureKind.Own, "mine/points.csv", 0.1);

        Assert.Equal(2, mixture.Modes);
        Assert.Equal(4, mixture.Anchors.Average(anchor => (anchor.X * anchor.X) + (anchor.Y * anchor.Y)), 9);
        Assert.Equal(0, mixture.Anchors.Average(anchor => anchor.X), 9);
    }

    [Theory]
    [InlineData("1,2\n3,x\n", "line 2")]
    [InlineData("1,2\n3,NaN\n", "line 2")]
    [InlineData("1,2,3\n", "line 1")]
    [InlineData("1,2\n3,4\n", "holds 2 points")]
    public void Points_BadFile_NamesTheFault(string text, string fault)
    {
        folder.Write("bad.csv", System.Text.Encoding.UTF8.GetBytes(text));
        Assert.Contains(fault, Assert.Throws<InvalidDataException>(() => PlanePoints.Read(folder.Path, "bad.csv")).Message);
        Assert.Contains("not below the data folder", Assert.Throws<InvalidDataException>(() => PlanePoints.Read(folder.Path, "../bad.csv")).Message);
        Assert.Contains("no data folder", Assert.Throws<InvalidDataException>(() => PlanePoints.Read("", "bad.csv")).Message);
        Assert.NotNull(new GanModes().Refuse("shodl", new GanModesSettings { Dataset = MixtureKind.Own }));
    }

    [Theory]
    [InlineData("shodl", CriticConstraint.Penalty)]
    [InlineData("ahodl", CriticConstraint.Penalty)]
    [InlineData("vgan", CriticConstraint.Penalty)]
    [InlineData("wgan", CriticConstraint.Penalty)]
    [InlineData("wgan", CriticConstraint.Clip)]
    [InlineData("proxgan", CriticConstraint.Penalty)]
    [InlineData("lcgan", CriticConstraint.Penalty)]
    public void Run_EveryMethod_ResumesBitForBit(string method, CriticConstraint constraint)
    {
        var settings = Small with { Constraint = constraint };
        var whole = Run(method, settings, null);
        var rest = Run(method, settings, whole.Checkpoints[0]);

        Assert.Equal(5, whole.Checkpoints[0].Step);
        Assert.Equal(whole.Checkpoints[^1].State, rest.Checkpoints[^1].State);
        Assert.Equal(whole.Results["good_share"], rest.Results["good_share"]);
        Assert.Equal([0L, 0L, 6L, 12L], whole.Images.Select(image => image.Step));
        Assert.All(whole.Series("phi"), phi => Assert.True(double.IsFinite(phi)));
    }

    [Theory]
    [InlineData("shodl")]
    [InlineData("vgan")]
    public void Run_WideModes_DrawsTheSamplesOntoThem(string method)
    {
        var run = Run(method, Small with { K = 3, CarriedSteps = method == "shodl" ? 2 : 0, Hidden = 32, OuterSteps = 200, EvaluateEvery = 200, Sigma = 0.2, LearningRate = 0.005 }, null);
        output.WriteLine($"{method}: good {string.Join(", ", run.Series("good_share"))}, modes {string.Join(", ", run.Series("modes"))}");

        Assert.True(run.Results["good_share"].Value > run.Series("good_share")[0] + 15);
        Assert.True(run.Results["modes"].Value > run.Series("modes")[0]);
    }

    [Theory]
    [InlineData("shodl", true)]
    [InlineData("ahodl", true)]
    [InlineData("vgan", false)]
    [InlineData("wgan", false)]
    [InlineData("proxgan", false)]
    public void Certificate_EveryMethod_PassesOrNamesItsCause(string method, bool exact)
    {
        var certificate = RunCertifier.Of(new GanModes(), Context(method, Small with { Hidden = 8, BatchSize = 16 }, new RecordingObserver(), null), null, new() { MostSeconds = 1 }, default);
        output.WriteLine($"{certificate.Verdict}: {certificate.Reason} {certificate.Run}: {certificate.RunReason}");

        Assert.Equal(exact ? CertificateVerdict.Passed : CertificateVerdict.Failed, certificate.Verdict);
        Assert.DoesNotContain("nothing that it approximates", certificate.Reason);
        Assert.NotEqual(RunVerdict.Wrong, certificate.Run);
        Assert.NotEqual(RunVerdict.Undecided, certificate.Run);
    }

    private static (double X, double Y)[] Pairs(Tensor samples) => [.. samples.ToArray<double>().Chunk(2).Select(pair => (pair[0], pair[1]))];

    private static RecordingObserver Run(string method, GanModesSettings settings, RunCheckpoint? resume)
    {
        var observer = new RecordingObserver();
        new GanModes().Run(Context(method, settings, observer, resume), default);
        return observer;
    }

    private static RunContext Context(string method, GanModesSettings settings, IRunObserver observer, RunCheckpoint? resume) => new()
    {
        Spec = new() { Task = "gan-modes", Method = method, Settings = settings },
        Observer = observer,
        Resume = resume,
    };
}
