using System.IO.Compression;
using System.Text;
using Hodl.Core.Runs;
using Hodl.Core.Torch;
using Hodl.Server.Exchange;
using Hodl.Server.Store;
using NetVips;
using VipsImage = NetVips.Image;

namespace Hodl.Server.Tests.Fuzz;

/// <summary>Small valid files of each kind that is read, written by ourselves.</summary>
public static class Samples
{
    public static byte[] Of(string name, RunStore store) => name switch
    {
        "arrow" => Exported(store, (file, run) => ArrowMetrics.Write(file, store, [run])),
        "tfevents" => Exported(store, (file, run) => EventFile.Write(file, store, store.Find(run)!)),
        "csv" => Exported(store, (file, run) =>
        {
            using var text = new StreamWriter(file, leaveOpen: true);
            MetricsCsv.Write(text, store, [run]);
        }),
        "event" => EventFile.Event(1.7e9, 12, "val/psnr", 30.5),
        "safetensors" => Tensors(),
        "npy" => Npy(),
        "mat" => Mat(),
        "txt" => "0.1 0.2 0.3\n0.4, 0.5, 0.6\n1e-3\t2 3\n"u8.ToArray(),
        "idx" => [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4, .. Enumerable.Range(0, 24).Select(i => (byte)i)],
        "gz" => Packed([0, 0, 8, 1, 0, 0, 0, 64, .. Enumerable.Range(0, 64).Select(i => (byte)(i * 37))]),
        "bmp" => Bmp(),
        "png" or "jpg" or "tif" or "webp" or "gif" => Picture("." + name),
        "journal" or "index" => Journal(name),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "no such sample"),
    };

    /// <summary>Leaves a journal of some batches, long enough for an index.</summary>
    public static void Journal(RunFolder folder)
    {
        using var recorder = new RunRecorder(folder);
        for (var batch = 1; batch <= 4; batch++)
        {
            var chunk = new RunBatch { Sequence = batch, Progress = (batch * 300, 1200) };
            foreach (var name in new[] { "phi", "norm" })
            {
                var column = new SeriesColumn(name);
                for (var i = 0; i < 300; i++)
                {
                    column.Add((300 * batch) + i, i * 0.5, Math.Sin(i));
                }

                chunk.Add(column);
            }

            chunk.Results.Add((batch, new RunResult("psnr_gray", 30)));
            recorder.Append(chunk);
        }
    }

    private static byte[] Journal(string name)
    {
        var root = Directory.CreateTempSubdirectory("hodl-sample-").FullName;
        try
        {
            var folder = new RunFolder(root);
            Journal(folder);
            RunJournal.Check(folder);
            using (var journal = new RunJournal(folder))
            {
                journal.Summary();
            }

            return File.ReadAllBytes(name == "index" && File.Exists(folder.Index) ? folder.Index : folder.Journal);
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    private static byte[] Exported(RunStore store, Action<Stream, long> write)
    {
        var run = new ImportedRun { Name = "sample", Series = [Column("loss", 40), Column("val/psnr", 7), Column("φ", 1)] };
        using var file = new MemoryStream();
        write(file, store.Add(run));
        return file.ToArray();
    }

    private static SeriesColumn Column(string name, int count)
    {
        var column = new SeriesColumn(name);
        for (var i = 0; i < count; i++)
        {
            column.Add(i * 10, i * 0.25, i % 5 == 4 ? double.NaN : Math.Exp(-i));
        }

        return column;
    }

    private static byte[] Tensors()
    {
        using var scope = TorchSharp.torch.NewDisposeScope();
        return Safetensors.Write(new Dictionary<string, TorchSharp.torch.Tensor>
        {
            ["omega.weight"] = TorchSharp.torch.arange(24, TorchSharp.torch.float32).reshape(2, 3, 4),
            ["omega.bias"] = TorchSharp.torch.ones(3, TorchSharp.torch.float64),
        });
    }

    private static byte[] Npy()
    {
        var header = "{'descr': '<f8', 'fortran_order': False, 'shape': (3, 3), }".PadRight(117) + "\n";
        return [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. Encoding.ASCII.GetBytes(header), .. Enumerable.Range(1, 9).SelectMany(i => BitConverter.GetBytes(i / 10.0))];
    }

    // A compressed variable "k" of 3 × 3 doubles.
    private static byte[] Mat()
    {
        static byte[] Element(int type, byte[] data) => [.. BitConverter.GetBytes(type), .. BitConverter.GetBytes(data.Length), .. data, .. new byte[(8 - (data.Length % 8)) % 8]];
        var matrix = Element(14,
        [
            .. Element(6, [6, 0, 0, 0, 0, 0, 0, 0]), .. Element(5, [3, 0, 0, 0, 3, 0, 0, 0]), .. Element(1, "k"u8.ToArray()),
            .. Element(9, [.. Enumerable.Range(1, 9).SelectMany(i => BitConverter.GetBytes(i / 10.0))]),
        ]);
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            zlib.Write(matrix);
        }

        return [.. Encoding.ASCII.GetBytes("MATLAB 5.0 MAT-file".PadRight(124)), 0, 1, .. "IM"u8, .. BitConverter.GetBytes(15), .. BitConverter.GetBytes((int)packed.Length), .. packed.ToArray()];
    }

    private static byte[] Packed(byte[] plain)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(plain);
        }

        return packed.ToArray();
    }

    private static byte[] Bmp()
    {
        const int Side = 8, Start = 54 + 1024;
        var file = new byte[Start + (Side * Side)];
        "BM"u8.CopyTo(file);
        foreach (var (at, value) in new[] { (2, file.Length), (10, Start), (14, 40), (18, Side), (22, Side), (46, 256) })
        {
            BitConverter.TryWriteBytes(file.AsSpan(at), value);
        }

        (file[26], file[28]) = (1, 8);
        for (var i = 0; i < 256; i++)
        {
            file.AsSpan(54 + (4 * i), 3).Fill((byte)i);
        }

        for (var i = 0; i < Side * Side; i++)
        {
            file[Start + i] = (byte)(i * 4);
        }

        return file;
    }

    private static byte[] Picture(string ending)
    {
        byte[] pixels = [.. Enumerable.Range(0, 24 * 16 * 3).Select(i => (byte)(i * 7919))];
        using var raw = VipsImage.NewFromMemory(pixels, 24, 16, 3, Enums.BandFormat.Uchar);
        using var image = raw.Copy(interpretation: Enums.Interpretation.Srgb);
        return image.WriteToBuffer(ending);
    }
}
