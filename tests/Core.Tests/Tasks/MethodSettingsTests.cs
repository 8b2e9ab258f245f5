using Hodl.Core.Runs;
using Hodl.Core.Tasks;
using Hodl.Core.Tests.Runs;
using Hodl.Core.Training;
using Xunit;

namespace Hodl.Core.Tests.Tasks;

/// <summary>What methods refuse of settings, and what settings say of the function that a step trains.</summary>
public sealed class MethodSettingsTests
{
    private static readonly Dictionary<string, string[]> Others = new()
    {
        ["hyper-cleaning"] = ["trhg", "cg", "ns", "one-step"],
        ["few-shot"] = ["trhg", "cg", "ns", "imaml"],
        ["gan-modes"] = ["vgan", "wgan", "proxgan", "lcgan"],
        ["ct-reconstruction"] = ["filters", "dictionary", "deq", "jacobian-free"],
        ["vertical-bars"] = ["ift", "neumann", "exact", "jacobian-free", "truncated", "forward"],
        ["cameraman-filters"] = ["ift", "neumann", "exact", "jacobian-free", "truncated", "forward"],
        ["blind-denoising"] = ["supervised", "sure", "noise-corridor", "discrepancy", "band-variance"],
        ["single-level-learning"] = ["ift"],
    };

    [Fact]
    public void Errors_KeepEveryWithAHypergradientThatIsNotReverseMode_NamesFieldValueAndWhatIsAllowed()
    {
        var task = TaskCatalog.Find("hyper-cleaning")!;
        var error = Assert.Single(MethodSettings.Errors(task, "cg", new HyperCleaningSettings { KeepEvery = 5 }));

        Assert.Equal(("KeepEvery", "5", "0"), (error.Field, error.Value, error.Allowed));
        Assert.StartsWith("KeepEvery = 5: allowed with CG is 0.", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("sHODL, aHODL, RHG", error.ToString(), StringComparison.Ordinal);
        Assert.Empty(MethodSettings.Errors(task, "cg", new HyperCleaningSettings()));
        Assert.Empty(MethodSettings.Errors(task, "rhg", new HyperCleaningSettings { KeepEvery = 5 }));
    }

    [Fact]
    public void Errors_WhatTheTaskRefuses_IsAmongThem()
    {
        var settings = new RainRemovalSettings { EncoderSteps = 10, OuterSteps = 10 };
        var error = Assert.Single(MethodSettings.Errors(TaskCatalog.Find("rain-removal")!, "shodl", settings));
        Assert.Equal(("Method", "shodl"), (error.Field, error.Value));
        Assert.StartsWith("sHODL: Encoder steps", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Errors_KeepEveryOnEveryTaskAndMethod_AreThoseOfTheOtherHypergradients()
    {
        foreach (var task in TaskCatalog.All.Where(task => task.SettingsType.IsSubclassOf(typeof(TrainingSettings))))
        {
            var (settings, wrong) = SettingsForm.Apply(task.Presets[0].Settings, new Dictionary<string, string> { ["KeepEvery"] = "4" });
            Assert.Empty(wrong);
            foreach (var method in task.Methods)
            {
                var refused = MethodSettings.Errors(task, method.Id, settings).Any(error => error.Field == "KeepEvery");
                Assert.Equal(refused, !task.IsReverseMode(method.Id));
                Assert.True(refused || !Others.GetValueOrDefault(task.Id, []).Contains(method.Id), $"{task.Id} {method.Id} takes it.");
                Assert.True(!refused || Others.ContainsKey(task.Id), $"{task.Id} {method.Id} refuses KeepEvery.");
            }
        }
    }

    [Theory]
    [InlineData("hyper-cleaning")]
    [InlineData("gan-modes")]
    [InlineData("vertical-bars")]
    [InlineData("ct-reconstruction")]
    public void Run_KeepEveryPastTheValidation_StillEndsBeforeTheFirstStep(string id)
    {
        var task = TaskCatalog.Find(id)!;
        var set = new Dictionary<string, string> { ["KeepEvery"] = "2", ["OuterSteps"] = "1", ["K"] = "2" };
        var settings = SettingsForm.Apply(task.Presets[0].Settings, set).Settings;
        foreach (var method in Others[id])
        {
            var observer = new RecordingObserver();
            var run = new RunContext { Spec = new() { Task = id, Method = method, Settings = settings, Seed = 1 }, Observer = observer };
            var error = Assert.Throws<ArgumentException>(() => task.Run(run, default));
            Assert.StartsWith("KeepEvery = 2: allowed with ", error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain(observer.Metrics, point => point.Series == "phi");
        }
    }

    [Fact]
    public void OtherFunctionAt_RunIn_IsEverySecondStepOfMethodsPastK()
    {
        var settings = new ConstrainedSparseCodingSettings { RunIn = 7, OuterSteps = 10, K = 5 };
        foreach (var method in new[] { "shodl", "ahodl", "unh" })
        {
            for (var t = 1L; t <= 10; t++)
            {
                Assert.Equal(t % 2 == 0, settings.OtherFunctionAt(method, t) is not null);
                Assert.InRange(settings.RunInAt(method, 3, t), t % 2 == 0 ? 1 : 0, t % 2 == 0 ? 7 : 0);
            }

            Assert.StartsWith("run-in of 1 to 7 steps", Assert.Single(settings.OtherFunctions(method)), StringComparison.Ordinal);
            Assert.EndsWith("(5 of 10 outer steps)", settings.OtherFunctions(method)[0], StringComparison.Ordinal);
        }

        Assert.Null(settings.OtherFunctionAt("ena", 2));
        Assert.Empty((settings with { RunIn = 0 }).OtherFunctions("shodl"));
    }

    [Fact]
    public void OtherFunctionAt_FirstStages_EndWithThem()
    {
        TrainingSettings[] all =
        [
            new DeconvolutionSettings { DenoiserSteps = 3 }, new RainRemovalSettings { EncoderSteps = 3 },
            new LowLightSettings { SearchSteps = 3 },
        ];
        foreach (var settings in all)
        {
            Assert.StartsWith("stage 1 of 2", settings.OtherFunctionAt("shodl", 3), StringComparison.Ordinal);
            Assert.Null(settings.OtherFunctionAt("shodl", 4));
            Assert.All(new[] { "unh", "ena" }, method => Assert.Null(settings.OtherFunctionAt(method, 1)));
        }

        Assert.Null((new DeconvolutionSettings { Network = DeconvolutionNetwork.NonExpansive }).OtherFunctionAt("shodl", 1));
    }
}
