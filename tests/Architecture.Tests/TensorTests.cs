using System.Globalization;
using Hodl.Core.Runs;
using Hodl.Core.Tasks;
using Hodl.Core.Torch;
using Xunit;

namespace Hodl.Architecture.Tests;

/// <summary>A run leaves no tensor behind.</summary>
public class TensorTests
{
    // The bytes are the C library's: its other users take some too.
    private const long MostElsewhere = 4 << 20;

    [Theory]
    [MemberData(nameof(Tasks))]
    public void Run_OfEveryTask_LeavesNoTensorAlive(string id)
    {
        var task = TaskCatalog.Find(id)!;
        // What a library sets up once and keeps is not the run's; TorchScript compiles anew when it has seen a function's shapes.
        Run(task);
        Run(task);
        var before = Live();
        Run(task);
        var after = Live();
        Assert.Equal(before.Tensors, after.Tensors);
        Assert.InRange(after.Bytes - before.Bytes, long.MinValue, MostElsewhere);
    }

    public static TheoryData<string> Tasks() => new(TaskCatalog.All.Select(task => task.Id));

    private static void Run(ITask task)
    {
        var few = SettingsForm.Fields(task.SettingsType).Where(field => field.Name is "OuterSteps" or "K")
            .ToDictionary(field => field.Name, field => Math.Max(2, field.Minimum ?? 0).ToString(CultureInfo.InvariantCulture));
        var settings = SettingsForm.Apply(task.Presets[0].Settings, few);
        Assert.Empty(settings.Errors);
        var spec = new RunSpec { Task = task.Id, Method = task.Methods[0].Id, Settings = settings.Settings };
        task.Run(new RunContext { Spec = spec, Observer = new Nobody() }, CancellationToken.None);
    }

    private static (long Bytes, long Tensors) Live()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var memory = TorchRuntime.Memory;
        return (memory.LiveBytes, memory.LiveTensors);
    }

    private sealed class Nobody : IRunObserver
    {
        public void OnProgress(long step, long total) { }

        public void OnMetric(string series, long step, double value) { }

        public void OnInnerCurve(InnerCurve curve) { }

        public void OnImage(RunImage image) { }

        public void OnResult(RunResult result) { }

        public void OnData(DataUsed data) { }

        public void OnLog(RunLogLine line) { }

        public void OnCertificate(Certificate certificate)
        {
        }

        public void OnCheckpoint(RunCheckpoint checkpoint) { }
    }
}
