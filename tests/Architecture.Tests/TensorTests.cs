using System.Globalization;
using Hodl.Core.Data;
using Hodl.Core.Hypergradients;
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

    // What a library sets up once and keeps, such as a compiled function, is no leak: a leak comes back with every run.
    private const int MostRuns = 6;

    [Theory]
    [MemberData(nameof(Tasks))]
    public void Run_OfEveryTask_LeavesNoTensorAlive(string id)
    {
        var task = TaskCatalog.Find(id)!;
        Run(task);
        var before = Live();
        var growth = new List<long>();
        do
        {
            Run(task);
            var after = Live();
            Assert.Equal(before.Tensors, after.Tensors);
            growth.Add(after.Bytes - before.Bytes);
            before = after;
        }
        while (growth[^1] > MostElsewhere && growth.Count < MostRuns);
        Assert.True(growth[^1] <= MostElsewhere, $"Every run took more bytes and kept them: {string.Join(", ", growth)}.");
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
