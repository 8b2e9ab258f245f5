using Hodl.Core.Data;
using Hodl.Core.Hypergradients;
using Hodl.Core.Runs;
using Hodl.Core.Tasks;
using Hodl.Core.Tests.Runs;
using Xunit;
using Xunit.Abstractions;

namespace Hodl.Core.Tests.Tasks;

/// <summary>Hyper-cleaning finds the wrong labels, and each method's certificate passes or names its cause.</summary>
public sealed class HyperCleaningTests(ITestOutputHelper output)
{
    private static HyperCleaningSettings Small => new()
    {
        Dataset = DigitSet.Generated,
        TrainItems = 600,
        ValidationItems = 600,
        TestItems = 200,
        Hidden = 16,
        K = 15,
        OuterSteps = 60,
        LearningRate = 0.3,
        LastSteps = 5,
        LinearSteps = 10,
        EvaluateEvery = 60,
    };

    [Theory]
    [InlineData("shodl", HiddenLayer.Linear)]
    [InlineData("ahodl", HiddenLayer.Linear)]
    [InlineData("rhg", HiddenLayer.Relu)]
    [InlineData("trhg", HiddenLayer.Linear)]
    [InlineData("cg", HiddenLayer.Linear)]
    [InlineData("ns", HiddenLayer.Linear)]
    [InlineData("one-step", HiddenLayer.Linear)]
    public void Run_EveryMethod_FindsTrueLabelsBetterThanKeepingAll(string method, HiddenLayer layer)
    {
        var run = Run(method, Small with { Layer = layer, Eta = layer == HiddenLayer.Relu ? 0.5 : 1 });
        var all = Run("no-cleaning", Small);
        output.WriteLine($"{method}: accuracy {run.Results["accuracy"].Value}, F1 {run.Results["f1"].Value}; keeping all {all.Results["f1"].Value}");

        Assert.True(run.Results["f1"].Value > all.Results["f1"].Value + 5);
        Assert.True(run.Series("phi")[^1] < run.Series("phi")[0]);
        Assert.Equal(4, run.Images.Count);  // two at the start, two at the end
        Assert.True(run.Images[2].Metrics["mean_weight_true"] > run.Images[2].Metrics["mean_weight_wrong"] + 0.1);
        Assert.Equal(["train", "validation", "test"], run.Data.Select(data => data.Role));
    }

    [Fact]
    public void Run_References_HaveTheirKnownF1AndLearnNothing()
    {
        var (all, oracle) = (Run("no-cleaning", Small), Run("oracle", Small));

        Assert.Equal(100, oracle.Results["f1"].Value);
        Assert.Equal(100, all.Results["recall"].Value);
        Assert.InRange(all.Results["precision"].Value, 50, 62);  // half replaced, one in ten of these true again
        Assert.Empty(all.Series("phi"));
        Assert.True(oracle.Results["accuracy"].Value > all.Results["accuracy"].Value);
    }

    [Theory]
    [InlineData("shodl", true)]
    [InlineData("ahodl", true)]
    [InlineData("rhg", true)]
    [InlineData("trhg", false)]
    [InlineData("cg", false)]
    [InlineData("ns", false)]
    [InlineData("one-step", false)]
    public void Certificate_EveryMethod_PassesOrNamesItsCause(string method, bool exact)
    {
        var settings = Small with { TrainItems = 60, ValidationItems = 60, Hidden = 4, K = 8 };
        var certificate = RunCertifier.Of(new HyperCleaning(), Context(method, settings, new RecordingObserver()), null, new() { MostSeconds = 2 }, default);
        output.WriteLine($"{certificate.Verdict}: {certificate.Reason} {certificate.Run}: {certificate.RunReason}");

        Assert.Equal(exact ? CertificateVerdict.Passed : CertificateVerdict.Failed, certificate.Verdict);
        Assert.DoesNotContain("nothing that it approximates", certificate.Reason);
        Assert.NotEqual(RunVerdict.Wrong, certificate.Run);
        Assert.NotEqual(RunVerdict.Undecided, certificate.Run);
        Assert.True(exact == certificate.RelativeError <= 1e-5);
    }

    [SkippableFact]
    public void Read_PublishedFiles_AreTheKnownImages()
    {
        var folder = TestData.Find("mnist");
        var test = LabelledImages.Load("MNIST", folder, "t10k");

        Assert.Equal(10_000, test.Count);
        Assert.Equal([7, 2, 1, 0, 4, 1, 4, 9, 5, 9], test.Labels.Take(10).Select(label => (int)label));
        Assert.Equal(784, test.Take([3]).Pixels.Length);
    }

    [Fact]
    public void Read_CutFile_SaysSo()
    {
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            File.WriteAllBytes(file, [0, 0, 8, 1, 0, 0, 0, 9, 1, 2]);
            Assert.Contains("cut short", Assert.Throws<InvalidDataException>(() => IdxFile.Read(file)).Message);
            File.WriteAllBytes(file, [1, 2, 3, 4]);
            Assert.Contains("no idx file", Assert.Throws<InvalidDataException>(() => IdxFile.Read(file)).Message);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static RecordingObserver Run(string method, HyperCleaningSettings settings)
    {
        var observer = new RecordingObserver();
        new HyperCleaning().Run(Context(method, settings, observer), default);
        return observer;
    }

    private static RunContext Context(string method, HyperCleaningSettings settings, IRunObserver observer) => new()
    {
        Spec = new() { Task = "hyper-cleaning", Method = method, Settings = settings },
        Observer = observer,
    };
}
