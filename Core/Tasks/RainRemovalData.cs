using Hodl.Core.Data;
using Hodl.Core.Imaging;
using Hodl.Core.Random;
using Hodl.Core.Runs;

namespace Hodl.Core.Tasks;

/// <summary>The pairs that a run of <see cref="RainRemoval"/> trains and reports on.</summary>
/// <param name="Train">Rainy and clean.</param>
/// <param name="Test">Likewise.</param>
public sealed record RainRemovalData(IReadOnlyList<PairedImage> Train, IReadOnlyList<PairedImage> Test)
{
    private const int TrainedPairs = 60;
    private const int AllPairs = 100;

    /// <summary>
    /// The official training set with the whole test set; else pairs 1–60 and 61–100 of the test set; without it,
    /// generated images with synthetic rain. Says to the observer which.
    /// </summary>
    public static RainRemovalData Load(RunContext run, RainRemovalSettings settings, CancellationToken token)
    {
        var (test, train) = settings.Data == RainSet.Rain100L
            ? (DataCatalog.Rain100L, DataCatalog.RainTrainL)
            : (DataCatalog.Rain100H, DataCatalog.RainTrainH);
        if (test.Missing(run.DataRoot) is { } missing)
        {
            run.Observer.OnLog(new(LogSeverity.Warning, 0, $"{missing} This run has synthetic rain on generated images instead."));
            return Generated(run, token);
        }

        var pairs = test.Pairs(run.DataRoot);
        var official = train.Find(run.DataRoot) is not null;
        var trained = run.Once("trained", () => (official ? train.Pairs(run.DataRoot) : pairs.Between(1, TrainedPairs)).Load(run.Spec.Settings.DamagedImages, token));
        if (run.Capture is not null)
        {
            return new(trained.Pairs, []); // a certificate tests nothing
        }

        var reported = (official ? pairs : pairs.Between(TrainedPairs + 1, AllPairs)).Every(settings.TestEvery).Load(run.Spec.Settings.DamagedImages, token);
        if (!official)
        {
            run.Observer.OnLog(new(LogSeverity.Info, 0, $"{train.Name} is absent: trained on pairs 1–{TrainedPairs} of {test.Name}, reported on the others."));
        }

        foreach (var sentence in trained.Skipped.Concat(reported.Skipped))
        {
            run.Observer.OnLog(new(LogSeverity.Warning, 0, $"Left out: {sentence}."));
        }

        run.Observer.OnData(trained.Used("train"));
        run.Observer.OnData(reported.Used("test"));
        return new(trained.Pairs, reported.Pairs);
    }

    private static RainRemovalData Generated(RunContext run, CancellationToken token)
    {
        IReadOnlyList<PairedImage> Spoil(string role, int count)
        {
            var clean = ColourImages.Load(run with { DataRoot = "" }, "generated", role, count, token);
            return [.. clean.Images.Select((named, index) => new PairedImage(
                named.Name, new RainStreaks().Apply(named.Image, new Philox((ulong)run.Spec.Seed, (1UL << 48) + (ulong)index + (role == "test" ? 1000u : 0))), named.Image))];
        }

        return new(Spoil("train", 12), Spoil("test", 3));
    }
}
