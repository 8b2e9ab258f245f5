using Hodl.Core.Data;
using Hodl.Core.Metrics;
using Hodl.Core.Runs;
using Hodl.Core.Solvers;

namespace Hodl.Core.Tasks;

/// <summary>What a few-shot run measures: accuracy over fixed episodes of validation and of test classes, and pictures of some test episodes.</summary>
internal sealed class FewShotReport(IEpisodeModel model, FewShotData data, FewShotSettings settings, long seed)
{
    private const int Pictures = 4;
    private readonly Episode[] validation = Drawn(data.Validation, settings, Math.Max(10, settings.TestEpisodes / 3), seed, -21);
    private readonly Episode[] test = Drawn(data.Test, settings, settings.TestEpisodes, seed, -22);
    private MeanInterval latest;

    /// <summary>Series and pictures at outer step t.</summary>
    public void Evaluate(long t, IRunObserver observer, CancellationToken token)
    {
        observer.OnMetric("validation_accuracy", t, MeanInterval.Of(Shares(model.Answers(data.Validation, validation, token))).Mean);
        var answers = model.Answers(data.Test, test, token);
        latest = MeanInterval.Of(Shares(answers));
        observer.OnMetric("accuracy", t, latest.Mean);
        observer.OnMetric("accuracy_ci95", t, latest.HalfWidth);
        for (var i = 0; i < Math.Min(Pictures, test.Length); i++)
        {
            observer.OnImage(EpisodePicture.Of(data.Test, test[i], answers[i], settings.Shots, $"test episode {i + 1}: labelled left, queries over answers", t));
        }
    }

    /// <summary>Results of the last evaluation.</summary>
    public void Conclude(IRunObserver observer, CancellationToken token)
    {
        if (latest == default)
        {
            Evaluate(settings.OuterSteps, new SilentObserver(), token);
        }

        observer.OnResult(new("accuracy", latest.Mean));
        observer.OnResult(new("accuracy_ci95", latest.HalfWidth));
    }

    private double[] Shares(long[][] answers) =>
        [.. answers.Select(episode => episode.Where((guess, at) => guess == at / settings.Queries).Count() / (double)episode.Length)];

    private static Episode[] Drawn(ImageClasses set, FewShotSettings settings, int count, long seed, long stream) =>
        Episode.Draw(set, 1, settings.Ways, settings.Shots + settings.Queries, count, StepSeed.Of(seed, stream));
}
