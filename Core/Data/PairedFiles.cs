using Hodl.Core.Imaging;

namespace Hodl.Core.Data;

/// <summary>The pairs of a data set, or a part of them, before anything is read.</summary>
/// <param name="Name">Data set and part.</param>
/// <param name="Pairs">In a fixed order.</param>
public sealed record PairedFiles(string Name, IReadOnlyList<PairFile> Pairs)
{
    /// <summary>The pairs whose number lies in a range, both ends included.</summary>
    public PairedFiles Between(int first, int last) =>
        new($"{Name} {first}–{last}", [.. Pairs.Where(pair => pair.Number >= first && pair.Number <= last)]);

    /// <summary>The pairs of one fold (<see cref="DataSplit.Fold"/>).</summary>
    public PairedFiles Fold(int fold, int folds) =>
        new($"{Name} fold {fold} of {folds}", [.. DataSplit.Fold(Pairs.Count, fold, folds).Select(index => Pairs[index])]);

    /// <summary>The pairs outside one fold.</summary>
    public PairedFiles WithoutFold(int fold, int folds) =>
        new($"{Name} without fold {fold} of {folds}", [.. DataSplit.WithoutFold(Pairs.Count, fold, folds).Select(index => Pairs[index])]);

    /// <summary>Every n-th pair from the first one.</summary>
    public PairedFiles Every(int step) =>
        step == 1 ? this : new($"{Name} every {step}", [.. Pairs.Where((_, index) => index % step == 0)]);

    /// <summary>Reads all pairs whole.</summary>
    /// <param name="damaged">What happens to a pair with a file that cannot be read, or whose sizes differ.</param>
    /// <param name="token">Stops between two pairs.</param>
    /// <exception cref="ImageFileException">A file is damaged, or not of its partner's size, and <paramref name="damaged"/> says refuse.</exception>
    /// <exception cref="InvalidDataException">No pair remains.</exception>
    public PairedImageSet Load(DamagedFiles damaged = DamagedFiles.Refuse, CancellationToken token = default)
    {
        var pairs = new List<PairedImage>();
        using var reading = new FileReading(damaged);
        foreach (var pair in Pairs)
        {
            token.ThrowIfCancellationRequested();
            if (Read(pair, reading) is { } read)
            {
                pairs.Add(read);
            }
        }

        return Finish(pairs, reading);
    }

    private static PairedImage? Read(PairFile pair, FileReading reading)
    {
        if (reading.Decode(pair.Target) is not { } target || reading.Decode(pair.Input) is not { } input)
        {
            return null;
        }

        if ((input.Height, input.Width, input.Channels) == (target.Height, target.Width, target.Channels))
        {
            return new PairedImage(pair.Name, input, target);
        }

        reading.Damaged(new ImageFileException(pair.Input, $"it has {input.Height} × {input.Width} × {input.Channels}, its partner {Path.GetFileName(pair.Target)} {target.Height} × {target.Width} × {target.Channels}"));
        return null;
    }

    private PairedImageSet Finish(List<PairedImage> pairs, FileReading reading) => pairs.Count == 0
        ? throw new InvalidDataException($"{Name} holds no pair that can be used.")
        : new PairedImageSet(Name, reading.Sha256(), pairs) { Skipped = reading.Skipped };
}
