using Hodl.Core.Bilevel.Filters;
using Hodl.Core.Hypergradients;
using Hodl.Core.Runs;
using Hodl.Core.Tasks;
using Hodl.Core.Tests.Runs;
using Xunit;
using static TorchSharp.torch;

namespace Hodl.Core.Tests.Tasks;

/// <summary>The filter-learning tasks on small settings.</summary>
public sealed class FilterTasksTests
{
    private static readonly VerticalBarsSettings Bars = new() { Side = 16, K = 30, OuterSteps = 60, LearningRate = 0.02, EvaluateEvery = 20, CheckpointEvery = 20, LinearSteps = 30 };

    [Theory]
    [InlineData("ift")]
    [InlineData("neumann")]
    [InlineData("exact")]
    [InlineData("unrolled")]
    [InlineData("truncated")]
    [InlineData("forward")]
    [InlineData("jacobian-free")]
    public void VerticalBars_EveryMethod_Denoises(string method)
    {
        var settings = Bars with { OuterSteps = method is "forward" or "exact" ? 10 : 40, K = method is "forward" ? 10 : 30 };
        var observer = Run(new VerticalBars(), method, settings);

        Assert.True(observer.Results["snr_db"].Value > observer.Results["snr_noisy_db"].Value + 0.5, $"{observer.Results["snr_db"].Value}");
        Assert.Contains(observer.Images, image => image.Role == "filters" && image.Step == 0);
        Assert.Equal(["curve", "filters", "input", "output", "reference"], observer.Images.Select(image => image.Role).Distinct().Order());
        var phi = observer.Series("phi");
        Assert.True(phi[^1] < phi[0]);
    }

    [Theory]
    [InlineData("hoag")]
    [InlineData("ba")]
    [InlineData("aid-bio")]
    [InlineData("itd-bio")]
    [InlineData("ttsa")]
    public void VerticalBars_UpperMethods_Denoise(string method)
    {
        var observer = Run(new VerticalBars(), method, Bars with { OuterSteps = 30, EvaluateEvery = 30, Tolerance = 1e-4 });

        Assert.True(observer.Results["snr_db"].Value > observer.Results["snr_noisy_db"].Value + 0.3, $"{observer.Results["snr_db"].Value}");
        Assert.True(observer.Series("phi")[^1] < observer.Series("phi")[0]);
        Assert.NotEmpty(observer.Checkpoints);
    }

    [Fact]
    public void VerticalBars_Resumed_GoesOnBitForBit()
    {
        var whole = Run(new VerticalBars(), "ift", Bars);
        var middle = whole.Checkpoints.First(checkpoint => checkpoint.Step == 40);
        var rest = Run(new VerticalBars(), "ift", Bars, resume: middle);

        Assert.Equal(whole.Series("phi")[40..], rest.Series("phi"));
        Assert.Equal(whole.Results["snr_db"].Value, rest.Results["snr_db"].Value);
    }

    [Theory]
    [InlineData("ift")]
    [InlineData("unrolled")]
    public void VerticalBars_Certificate_Passes(string method)
    {
        var settings = Bars with { OuterSteps = 20, Side = 8, K = 10, Epsilon = 0.05 };
        var newest = Run(new VerticalBars(), method, settings).Checkpoints[^1];
        var run = new RunContext { Spec = new() { Task = "vertical-bars", Method = method, Settings = settings }, Observer = new RecordingObserver() };
        var certificate = RunCertifier.Of(new VerticalBars(), run, newest, new() { MostTensors = 1, RandomDirections = 1 }, default);

        Assert.True(certificate.Verdict == CertificateVerdict.Passed, certificate.Reason);
    }

    [Fact]
    public void Cameraman_WithoutData_LearnsOnAGeneratedImageAndSaysSo()
    {
        var settings = new CameramanFiltersSettings { FilterSide = 3, OuterSteps = 30, LearningRate = 0.01, TestK = 40, EvaluateEvery = 30 };
        var observer = Run(new CameramanFilters(), "ift", settings);

        Assert.Contains(observer.Log, line => line.Text.Contains("generated", StringComparison.Ordinal));
        Assert.Contains(observer.Log, line => line.Text.Contains("fused", StringComparison.Ordinal) || line.Text.Contains("library", StringComparison.Ordinal));
        Assert.True(observer.Results["snr_db"].Value > observer.Results["snr_noisy_db"].Value + 0.5);
        Assert.True(observer.Series("phi")[^1] < observer.Series("phi")[0], $"{observer.Series("phi")[0]:G6} to {observer.Series("phi")[^1]:G6}");
    }

    [Fact]
    public void Cameraman_MethodsThatCannot_AreRefusedWithTheNumbers()
    {
        var task = new CameramanFilters();
        Assert.Contains("2400", task.Refuse("forward", new CameramanFiltersSettings()), StringComparison.Ordinal);
        Assert.Contains("7500", task.Refuse("exact", new CameramanFiltersSettings()), StringComparison.Ordinal);
        Assert.Null(task.Refuse("forward", new CameramanFiltersSettings { Part = LearnedPart.Strengths }));
    }

    [Theory]
    [InlineData("ift")]
    [InlineData("neumann")]
    [InlineData("unrolled")]
    public void GradientAccuracy_ExactWays_ConvergeToTheClosedForm(string method)
    {
        var observer = Run(new GradientAccuracy(), method, new GradientAccuracySettings { Grid = 4, Length = 24, Digits = 8 });

        Assert.True(observer.Results["gradient_error_at_end"].Value < 1e-6, $"{observer.Results["gradient_error_at_end"].Value}");
        Assert.InRange(observer.Results["decades_per_digit"].Value, -1.6, -0.6);
    }

    [Fact]
    public void GradientAccuracy_JacobianFree_StaysBiased()
    {
        var observer = Run(new GradientAccuracy(), "jacobian-free", new GradientAccuracySettings { Grid = 4, Length = 24, Digits = 6 });
        Assert.True(observer.Results["gradient_error_at_end"].Value > 1e-2);
    }

    [Fact]
    public void Blind_Sure_ComesCloseToSupervised()
    {
        var settings = new BlindDenoisingSettings { Side = 64, FilterSide = 3, OuterSteps = 60, LearningRate = 0.1, EvaluateEvery = 60, Window = 5 };
        double Psnr(string method) => Run(new BlindDenoising(), method, settings).Results["psnr_gray"].Value;

        var supervised = Psnr("supervised");
        Assert.InRange(Psnr("sure"), supervised - 0.4, supervised + 0.1);
        Assert.InRange(Psnr("noise-corridor"), supervised - 3, supervised + 0.1);
    }

    private static RecordingObserver Run(ITask task, string method, TaskSettings settings, RunCheckpoint? resume = null)
    {
        using var scope = NewDisposeScope();
        var observer = new RecordingObserver();
        task.Run(new() { Spec = new() { Task = task.Id, Method = method, Settings = settings }, Observer = observer, Resume = resume }, default);
        return observer;
    }
}
