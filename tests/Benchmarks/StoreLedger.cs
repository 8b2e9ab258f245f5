using System.Globalization;
using Hodl.Core.Runs;
using Hodl.Server.Store;

namespace Hodl.Benchmarks;

/// <summary>What was acknowledged, and whether a data folder still holds it.</summary>
internal sealed class StoreLedger
{
    private readonly Dictionary<long, Expected> runs = [];
    private string[] tried = [];

    /// <summary>How many acts were acknowledged.</summary>
    public long Acts { get; private set; }

    /// <summary>Takes in a line of <see cref="StoreWork"/>.</summary>
    public void Take(string line)
    {
        var words = line[2..].Split(' ', 3);
        if (line[0] == '?')
        {
            tried = words;
            return;
        }

        Acts++;
        tried = [];
        long Id() => long.Parse(words[1], CultureInfo.InvariantCulture);
        switch (words[0])
        {
            case "add":
                runs[Id()] = new Expected();
                break;
            case "import":
                runs[Id()] = new Expected { Step = StoreWork.ImportedPoints, State = RunState.Finished, IsImported = true };
                break;
            case "start":
                (runs[Id()].State, runs[Id()].Step) = (RunState.Running, long.Parse(words[2], CultureInfo.InvariantCulture));
                break;
            case "batch":
                runs[Id()].Step = long.Parse(words[2], CultureInfo.InvariantCulture);
                break;
            case "end":
                runs[Id()].State = Enum.Parse<RunState>(words[2]);
                break;
            case "requeue":
                runs[Id()].State = RunState.Queued;
                break;
            case "name":
                runs[Id()].Name = words[2];
                break;
            case "delete":
                runs[Id()].IsDeleted = true;
                break;
            case "purge":
                // It takes every run that is deleted, also those of a purge that was killed.
                foreach (var id in runs.Where(run => run.Value.IsDeleted).Select(run => run.Key).ToList())
                {
                    runs.Remove(id);
                }

                break;
        }
    }

    /// <summary>What is wrong with a folder whose writer is gone; running runs are marked as interrupted.</summary>
    public List<string> Verify(Catalog catalog, RunStore store)
    {
        var wrong = catalog.Problems.ToList();
        store.Interrupt((_, _) => false);
        foreach (var (id, expected) in runs.ToList())
        {
            if (store.Find(id) is not { } run)
            {
                if (tried is not ["purge", ..] || !expected.IsDeleted)
                {
                    wrong.Add($"run {id} is gone");
                }

                runs.Remove(id);
                continue;
            }

            Verify(run, expected, catalog, store, wrong);
            if (expected.State == RunState.Running)
            {
                expected.State = RunState.Interrupted;
            }
        }

        foreach (var run in store.List().Where(run => !runs.ContainsKey(run.Id)))
        {
            if (tried is not ["add" or "import", ..])
            {
                wrong.Add($"run {run.Id} came from nowhere");
            }

            runs[run.Id] = new Expected
            {
                State = run.State,
                Step = run.External ? StoreWork.ImportedPoints : 0,
                IsImported = run.External
            };
        }

        tried = [];
        return wrong;
    }

    private void Verify(RunRow run, Expected expected, Catalog catalog, RunStore store, List<string> wrong)
    {
        var was = expected.State == RunState.Running ? RunState.Interrupted : expected.State;
        if (run.State != was)
        {
            if (!IsTried("end", run.Id) && !IsTried("start", run.Id) && !IsTried("requeue", run.Id))
            {
                wrong.Add($"run {run.Id} is {run.State}, not {was}");
            }

            expected.State = run.State;
        }

        if (run.Name != expected.Name && !run.External)
        {
            if (!IsTried("name", run.Id))
            {
                wrong.Add($"run {run.Id} is called {run.Name}, not {expected.Name}");
            }

            expected.Name = run.Name;
        }

        if (run.Deleted != expected.IsDeleted)
        {
            if (!IsTried("delete", run.Id))
            {
                wrong.Add($"run {run.Id}: deleted {run.Deleted}");
            }

            expected.IsDeleted = run.Deleted;
        }

        var phi = store.Read(run.Id, "phi");
        var key = expected.IsImported ? (long)run.Results[0].Value : run.Id;
        var isExact = phi.Steps
            .Select((step, i) => step == i + 1
            && BitConverter.DoubleToInt64Bits(phi.Values[i]) == BitConverter.DoubleToInt64Bits(StoreWork.Value(key, step)))
            .All(good => good);
        // A batch that was tried may be there; and a start that was tried may have taken back what came after the checkpoint.
        var most = expected.Step + (IsTried("batch", run.Id) ? StoreWork.Steps : 0);
        if (!isExact || phi.Steps.Length > most || (phi.Steps.Length < expected.Step && !IsTried("start", run.Id)))
        {
            wrong.Add($"run {run.Id} has {phi.Steps.Length} points{(isExact ? "" : ", not the right ones")}, expected {expected.Step} … {most}");
        }

        expected.Step = phi.Steps.Length;
        wrong.AddRange(RunJournal.Check(catalog.Folder(run.Id)).Damages.Where(damage => !damage.AtEnd)
            .Select(damage => $"run {run.Id}: {damage}"));
    }

    private bool IsTried(string act, long id) =>
        tried.Length > 1 && tried[0] == act && tried[1] == id.ToString(CultureInfo.InvariantCulture);

    private sealed class Expected
    {
        public RunState State { get; set; } = RunState.Queued;

        public long Step { get; set; }

        public string Name { get; set; } = "";

        public bool IsDeleted { get; set; }

        public bool IsImported { get; init; }
    }
}
