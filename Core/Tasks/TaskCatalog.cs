namespace Hodl.Core.Tasks;

/// <summary>Every task, in the order of the launch page. A new experiment is one file beside this one and one line here.</summary>
public static class TaskCatalog
{
    /// <summary>The tasks.</summary>
    public static IReadOnlyList<ITask> All { get; } =
    [
        new RegularizedSparseCoding(),
        new ConstrainedSparseCoding(),
        new RainRemoval(),
        new Deconvolution(),
        new LowLight(),
        new NonUniqueLowerLevel(),
        new JointConvergence(),
        new AggregationStudy(),
        new NonExpansiveness(),
        new HyperCleaning(),
        new FewShot(),
        new GanModes(),
        new HypergradientCostStudy(),
    ];

    /// <summary>The task of an id; null when there is none.</summary>
    public static ITask? Find(string id) => All.FirstOrDefault(task => task.Id == id);
}
