using System.Globalization;
using System.Security.Cryptography;
using Hodl.Core.Runs;

namespace Hodl.Server.Store;

/// <summary>Reads everything that is kept and names what is wrong with it.</summary>
/// <param name="catalog">The catalog.</param>
/// <param name="store">The runs.</param>
/// <param name="models">The models.</param>
internal sealed class CatalogCheck(Catalog catalog, RunStore store, ModelStore models)
{
    /// <summary>What is wrong, a sentence each, and what was mended.</summary>
    public (IReadOnlyList<string> Wrong, IReadOnlyList<string> Mended, int Runs, long Points) Look(CancellationToken token)
    {
        var wrong = catalog.Problems.ToList();
        var mended = new List<string>();
        var points = 0L;
        foreach (var run in catalog.Runs.Table.Rows.Values)
        {
            token.ThrowIfCancellationRequested();
            points += Look(run, wrong, mended);
        }

        var removed = catalog.Runs.Removed().ToHashSet();
        foreach (var folder in Directory.EnumerateDirectories(catalog.RunsFolder).Select(Path.GetFileName).Order(StringComparer.Ordinal))
        {
            if (long.TryParse(folder, CultureInfo.InvariantCulture, out var id) && catalog.Runs.Find(id) is null && !removed.Contains(id))
            {
                wrong.Add($"runs/{folder} belongs to no run of the catalog");
            }
        }

        foreach (var model in models.List())
        {
            if (models.Omega(model.Id) is not { } omega)
            {
                wrong.Add($"Model {model.Id}: its file is missing");
            }
            else if (ModelStore.Hash(omega) != model.Sha256)
            {
                wrong.Add($"Model {model.Id}: its file is damaged");
            }
        }

        if (catalog.Compact() is { } compacted)
        {
            mended.Add($"The catalog was written anew: {compacted.Before} bytes became {compacted.After}");
        }

        return (wrong, mended, catalog.Runs.Table.Rows.Count, points);
    }

    private long Look(RunEntry run, List<string> wrong, List<string> mended)
    {
        var folder = catalog.Folder(run.Id);
        var isWritten = !folder.IsFree();
        if (run.Journal > 0 && !File.Exists(folder.Journal))
        {
            wrong.Add($"Run {run.Id}: its journal is missing");
            return 0;
        }

        var hadIndex = File.Exists(folder.Index);
        var (damages, summary) = RunJournal.Check(folder);
        if (hadIndex)
        {
            mended.Add($"Run {run.Id}: the index of its journal was built again");
        }

        // Whoever writes may be in the middle of a batch.
        wrong.AddRange(damages.Where(damage => !(damage.AtEnd && isWritten)).Select(damage => $"Run {run.Id}: journal: {damage}"));
        if (summary.Bytes < run.Journal)
        {
            wrong.Add($"Run {run.Id}: its journal has {summary.Bytes} bytes of whole batches, the catalog knew of {run.Journal}");
        }

        foreach (var image in store.Images(run.Id))
        {
            if (store.ImageFile(run.Id, image.Id) is not { } file)
            {
                wrong.Add($"Run {run.Id}: image {image.Id} is missing");
            }
            else if (Convert.ToHexStringLower(SHA256.HashData(file.Png)) != image.Sha256)
            {
                wrong.Add($"Run {run.Id}: image {image.Id} is damaged");
            }
        }

        wrong.AddRange(folder.DamagedCheckpoints().Select(step => $"Run {run.Id}: the checkpoint after step {step} is damaged"));
        return summary.Points;
    }
}
