using Hodl.Core.Data;
using Hodl.Core.Hypergradients;
using Hodl.Core.Solvers;

namespace Hodl.Core.Tasks;

/// <summary>A few-shot method: what Algorithm 1 trains, and how episodes are answered afterwards.</summary>
internal interface IEpisodeModel
{
    /// <summary>What is learned; <see cref="LearningProblem.BatchAt"/> gives training episodes.</summary>
    LearningProblem Problem { get; }

    /// <summary>The way to the hypergradient.</summary>
    IHypergradient Way { get; }

    /// <summary>K.</summary>
    int K { get; }

    /// <summary>The classes that queries are taken for, in the order of <see cref="Episode.Order"/>; outside of any graph.</summary>
    /// <param name="set">Where the episodes come from.</param>
    /// <param name="episodes">Of one size.</param>
    /// <param name="token">Stops between two batches.</param>
    /// <returns>[episode][query].</returns>
    long[][] Answers(ImageClasses set, IReadOnlyList<Episode> episodes, CancellationToken token);
}
