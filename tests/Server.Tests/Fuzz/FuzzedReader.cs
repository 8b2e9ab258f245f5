using Hodl.Core.Data;
using Hodl.Core.Imaging;
using Hodl.Core.Runs;
using Hodl.Core.Tasks;
using Hodl.Core.Torch;
using Hodl.Server.Exchange;
using Hodl.Server.Runs;
using Hodl.Server.Store;

namespace Hodl.Server.Tests.Fuzz;

/// <summary>A reader of strangers' files, and the one exception by which it may refuse.</summary>
/// <param name="Read">Reads.</param>
/// <param name="Refusal">How it refuses; null when it never does.</param>
public sealed record FuzzedReader(Action<byte[]> Read, Type? Refusal)
{
    /// <summary>The reader of a name; files that it needs are made in the folder.</summary>
    public static FuzzedReader Of(string name, TempFolder folder)
    {
        var file = Path.Combine(folder.Path, "file");
        return name switch
        {
            "arrow" => Import("a.arrow"),
            "csv" => Import("a.csv"),
            "tfevents" => Import("events.out.tfevents.1"),
            // Behind the records' checksums, where flipped bits do not come.
            "event" => new(bytes => ImportFile.Read("events.out.tfevents.1", Record(bytes)), typeof(InvalidImportException)),
            "model" => new(Model(folder), typeof(InvalidModelException)),
            "safetensors" => new(bytes =>
            {
                using var scope = TorchSharp.torch.NewDisposeScope();
                Safetensors.Read(bytes);
                Safetensors.Metadata(bytes);
            }, typeof(InvalidDataException)),
            "npy" or "mat" or "txt" => new(bytes => KernelFile.Load(Written($"{file}.{name}", bytes)), typeof(InvalidDataException)),
            "idx" or "gz" => new(bytes => IdxFile.Read(Written($"{file}.{name}", bytes)), typeof(InvalidDataException)),
            "png" or "jpg" or "tif" or "webp" or "gif" or "bmp" => new(bytes => ImageFile.Decode(bytes, name), typeof(ImageFileException)),
            "journal" => new(Journal(folder.Catalog.Folder(1), run => run.Journal), null),
            "index" => new(Journal(folder.Catalog.Folder(1), run => run.Index), null),
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, "no such reader"),
        };
    }

    private static FuzzedReader Import(string file) => new(bytes => ImportFile.Read(file, new MemoryStream(bytes)), typeof(InvalidImportException));

    private static MemoryStream Record(byte[] bytes)
    {
        var stream = new MemoryStream();
        RecordFile.Write(stream, bytes);
        stream.Position = 0;
        return stream;
    }

    private static Action<byte[]> Model(TempFolder folder)
    {
        var shelf = new ModelShelf(folder.Store(), new ModelStore(folder.Catalog, TimeProvider.System), new RunPlanner([new ConstrainedSparseCoding()]));
        return bytes => shelf.Import(new MemoryStream(bytes), default);
    }

    private static Action<byte[]> Journal(RunFolder run, Func<RunFolder, string> which)
    {
        Directory.CreateDirectory(run.Path);
        if (which(run) == run.Index)
        {
            Samples.Journal(run);
        }

        return bytes =>
        {
            File.WriteAllBytes(which(run), bytes);
            RunJournal.Check(run);
            using var journal = new RunJournal(run);
            foreach (var series in journal.Series())
            {
                journal.Read(series);
                journal.Read(series, 50);
            }

            journal.Curves();
            journal.Log();
            journal.Data();
            journal.Images();
            journal.After(0);
        };
    }

    private static string Written(string file, byte[] bytes)
    {
        File.WriteAllBytes(file, bytes);
        return file;
    }
}
