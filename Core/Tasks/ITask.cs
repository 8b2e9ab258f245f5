using Hodl.Core.Metrics;
using Hodl.Core.Runs;
using Hodl.Core.Training;

namespace Hodl.Core.Tasks;

/// <summary>An experiment. Implementations have no state: one instance computes any number of runs, also at once.</summary>
public interface ITask
{
    /// <summary>Kebab-case id, such as <c>regularized-sparse-coding</c>.</summary>
    string Id { get; }

    /// <summary>As shown.</summary>
    string Name { get; }

    /// <summary>One line of what it computes.</summary>
    string Summary { get; }

    /// <summary>The settings record, derived from <see cref="TaskSettings"/>, with a parameterless constructor.</summary>
    Type SettingsType { get; }

    /// <summary>The methods that it offers, the best known first.</summary>
    IReadOnlyList<TaskMethod> Methods { get; }

    /// <summary>The presets; <c>quick</c> first, and <c>paper</c> among them.</summary>
    IReadOnlyList<TaskPreset> Presets { get; }

    /// <summary>The series and results that it reports; the first series is the run's main one.</summary>
    IReadOnlyList<MetricInfo> Metrics { get; }

    /// <summary>Whether it computes on the CPU whatever the machine has; naming another device is then refused at launch.</summary>
    bool CpuOnly => false;

    /// <summary>
    /// Whether the method's hypergradient is reverse mode through all K inner steps; <see cref="TrainingSettings.KeepEvery"/> is for
    /// these alone, see <see cref="MethodSettings"/>.
    /// </summary>
    bool IsReverseMode(string method) => true;

    /// <summary>Why this method cannot run with these settings; null when it can.</summary>
    string? Refuse(string method, TaskSettings settings);

    /// <summary>
    /// The data sets that the method reads with these settings; asked at launch, by the form, the command line and the API
    /// alike. A method that generates its data needs none.
    /// </summary>
    IReadOnlyList<DataNeed> Needs(string method, TaskSettings settings) => [];

    /// <summary>A first guess of the seconds on one core; runs of the same kind in the store refine it.</summary>
    double EstimateSeconds(string method, TaskSettings settings);

    /// <summary>Computes the run on the calling thread, which it takes for itself.</summary>
    /// <exception cref="OperationCanceledException">Stopped; a checkpoint of the last finished step has been reported.</exception>
    /// <exception cref="NonFiniteException">A number became NaN or infinite.</exception>
    void Run(RunContext run, CancellationToken token);
}
