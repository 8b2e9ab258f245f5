using Hodl.Core.Data;
using Hodl.Core.Random;
using Hodl.Core.Runs;
using Hodl.Core.Solvers;
using static TorchSharp.torch;

namespace Hodl.Core.Tasks;

/// <summary>
/// Classes of a few-shot run in three parts without a class in common. Omniglot: a fixed random order of its 1623 characters gives
/// 1100 to training, 100 to validation and 423 to testing (1200 + 423, as Vinyals et al. and MAML's code have it), the
/// same for every seed. mini-ImageNet: its published lists.
/// </summary>
public sealed class FewShotData
{
    private const ulong Split = 20160613;
    private const int GeneratedClasses = 240;
    private const int Characters = 1623;

    /// <summary>Training classes.</summary>
    public required ImageClasses Train { get; init; }

    /// <summary>Validation classes.</summary>
    public required ImageClasses Validation { get; init; }

    /// <summary>Test classes.</summary>
    public required ImageClasses Test { get; init; }

    /// <summary>SHA-256 of the files, or of what was generated.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Quarter turns that make training classes.</summary>
    public required int Turns { get; init; }

    /// <summary>The data that a setting asks for, generated where Omniglot's files are absent.</summary>
    /// <returns>The data, and whether they are what was asked for.</returns>
    /// <exception cref="DataMissingException">mini-ImageNet is absent.</exception>
    /// <exception cref="InvalidDataException">Files are damaged, or classes too small for the episodes.</exception>
    public static (FewShotData Data, bool Found) Of(string root, FewShotSettings settings, CancellationToken token)
    {
        var turns = settings.Rotations && settings.Dataset != FewShotSet.MiniImageNet ? 4 : 1;
        if (settings.Dataset == FewShotSet.MiniImageNet)
        {
            var mini = DataCatalog.MiniImageNet.Require(root);
            return (Checked(new()
            {
                Train = MiniImageNetFiles.Load(mini, "train", token),
                Validation = MiniImageNetFiles.Load(mini, "val", token),
                Test = MiniImageNetFiles.Load(mini, "test", token),
                Sha256 = mini.Check(null, token).Sha256,
                Turns = turns,
            }, settings), true);
        }

        return settings.Dataset == FewShotSet.Omniglot && DataCatalog.Omniglot.Find(root) is { } found
            ? (Checked(Parts(OmniglotFiles.Load(found, token), found.Check(null, token).Sha256, turns), settings), true)
            : (Checked(Parts(DrawnGlyphs.Draw(GeneratedClasses, Split, token), "", turns), settings), settings.Dataset == FewShotSet.Generated);
    }

    /// <summary>Names the parts.</summary>
    public void Tell(IRunObserver observer)
    {
        observer.OnData(new(Train.Name, Sha256, Train.Images, "train"));
        observer.OnData(new(Validation.Name, Sha256, Validation.Images, "validation"));
        observer.OnData(new(Test.Name, Sha256, Test.Images, "test"));
    }

    /// <summary>Training episodes of outer step t.</summary>
    public Batch At(long t, FewShotSettings settings, long seed, ScalarType dtype, Device device) =>
        Episode.Images(Train, Episode.Draw(Train, Turns, settings.WaysInTraining(), settings.Shots + settings.TrainQueries, settings.BatchSize, StepSeed.Of(seed, t)), settings.Shots, dtype, device);

    private static FewShotData Parts(ImageClasses all, string sha256, int turns)
    {
        var order = new Philox(Split).Permutation(all.Count);
        var (train, held) = (all.Count * 1100 / Characters, all.Count * 1200 / Characters);
        return new()
        {
            Train = all.Take("train", order[..train]),
            Validation = all.Take("validation", order[train..held]),
            Test = all.Take("test", order[held..]),
            Sha256 = sha256,
            Turns = turns,
        };
    }

    private static FewShotData Checked(FewShotData data, FewShotSettings settings)
    {
        var images = settings.Shots + Math.Max(settings.Queries, settings.TrainQueries);
        foreach (var part in new[] { data.Train, data.Validation, data.Test })
        {
            if (part.Fewest < images)
            {
                throw new InvalidDataException($"{part.Name}: its smallest class has {part.Fewest} images, an episode takes {settings.Shots} labelled and {images - settings.Shots} query images of each.");
            }

            var most = part.Count * (ReferenceEquals(part, data.Train) ? data.Turns : 1);
            var ways = ReferenceEquals(part, data.Train) ? settings.WaysInTraining() : settings.Ways;
            if (most < ways)
            {
                throw new InvalidDataException($"{part.Name} has {most} classes, an episode takes {ways}.");
            }
        }

        return data;
    }
}
