namespace Hodl.Core.Tasks;

/// <summary>Every task, in the order of the launch page. A new experiment is one file beside this one and one line here.</summary>
public static class TaskCatalog
{
    /// <summary>The tasks by family.</summary>
    public static IReadOnlyList<TaskFamily> Families { get; } =
    [
        new("Sparse coding",
        [
            new RegularizedSparseCoding(),
            new ConstrainedSparseCoding(),
        ]),
        new("Vision",
        [
            new RainRemoval(),
            new Deconvolution(),
            new LowLight(),
        ]),
        new("Hierarchical learning",
        [
            new HyperCleaning(),
            new FewShot(),
            new GanModes(),
        ]),
        new("Bilevel imaging",
        [
            new VerticalBars(),
            new CameramanFilters(),
            new SingleLevelLearning(),
            new BlindDenoising(),
            new MriTvWeight(),
            new MriMask(),
            new CtReconstruction(),
        ]),
        new("Diagnostics",
        [
            new NonUniqueLowerLevel(),
            new JointConvergence(),
            new AggregationStudy(),
            new NonExpansiveness(),
            new HypergradientCostStudy(),
            new GradientAccuracy(),
            new MethodStudy(),
        ]),
    ];

    /// <summary>The tasks.</summary>
    public static IReadOnlyList<ITask> All { get; } = [.. Families.SelectMany(family => family.Tasks)];

    /// <summary>The task of an id; null when there is none.</summary>
    public static ITask? Find(string id) => All.FirstOrDefault(task => task.Id == id);

    /// <summary>Some tasks by family; those that the catalogue lacks come first, without a heading.</summary>
    public static IReadOnlyList<TaskFamily> Grouped(IReadOnlyList<ITask> tasks) =>
    [
        .. tasks.GroupBy(task => Families.FirstOrDefault(family => family.Tasks.Any(known => known.Id == task.Id))?.Name ?? "")
            .Select(group => new TaskFamily(group.Key, [.. group]))
            .OrderBy(family => family.Name != ""),
    ];
}
