using Hodl.Core.Runs;
using Hodl.Core.Solvers;
using Hodl.Core.Tasks;
using Hodl.Core.Tests.Runs;
using static TorchSharp.torch;

namespace Hodl.Core.Tests.Solvers;

/// <summary>Regularised sparse coding small enough to train within a test.</summary>
public static class SmallProblem
{
    public static RegularizedSparseCodingSettings Settings => new()
    {
        Rows = 24,
        Columns = 16,
        K = 6,
        OuterSteps = 12,
        NumericalRate = 3,
        BatchSize = 8,
        TrainItems = 64,
        TestItems = 16,
        EvaluateEvery = 5,
        CurveEvery = 4,
        CheckpointEvery = 4,
        TestIterations = 20,
        Mu = 0.2,
        LearningRate = 3e-3,
    };

    public static LearningProblem Create(string method, RegularizedSparseCodingSettings settings, ScalarType dtype) =>
        RegularizedSparseCoding.Problem(method, settings, RegularizedSparseCoding.Draw(settings, 1, dtype, CPU), 1);

    public static RunContext Context(string method, RegularizedSparseCodingSettings settings, IRunObserver observer, RunCheckpoint? resume = null) => new()
    {
        Spec = new() { Task = "regularized-sparse-coding", Method = method, Settings = settings },
        Observer = observer,
        Resume = resume,
    };

    /// <summary>Runs the whole task.</summary>
    public static RecordingObserver Run(string method, RegularizedSparseCodingSettings settings, RunCheckpoint? resume = null, CancellationToken token = default)
    {
        var observer = new RecordingObserver();
        new RegularizedSparseCoding().Run(Context(method, settings, observer, resume), token);
        return observer;
    }
}
