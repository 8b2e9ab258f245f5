using System.Globalization;
using Hodl.Core.Imaging;

namespace Hodl.Core.Data;

/// <summary>Blur kernels from a file: numbers as text, MATLAB's .mat (version 5), or NumPy's .npy.</summary>
public static class KernelFile
{
    private static readonly char[] Separators = [' ', '\t', ',', ';'];
    private static readonly string[] Names = ["kernels", "kernel", "k", "f", "psf"];

    /// <summary>Whether a file's name says that it may hold kernels.</summary>
    public static bool IsKernel(string file) => !FolderLeftover.Is(Path.GetFileName(file)) && Path.GetExtension(file)
        .ToUpperInvariant() is ".TXT" or ".MAT" or ".NPY";

    /// <summary>The kernels of a file, each with its sum brought to 1.</summary>
    /// <param name="path">
    /// <c>.txt</c>: a matrix, one row a line. <c>.npy</c>: [h, w] or [n, h, w]. <c>.mat</c>: the variable <c>kernels</c>,
    /// <c>kernel</c>, <c>k</c>, <c>f</c> or <c>psf</c>, or else the only one; a matrix, [h, w, n], or cells of matrices.
    /// </param>
    /// <exception cref="InvalidDataException">The file holds no kernel, or is damaged; the message names it.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static IReadOnlyList<BlurKernel> Load(string path)
    {
        try
        {
            return Path.GetExtension(path).ToUpperInvariant() switch
            {
                ".NPY" => Npy(NpyFile.Read(File.ReadAllBytes(path))),
                ".MAT" => Mat(MatFile.Read(File.ReadAllBytes(path))),
                _ => [Text(File.ReadAllLines(path))],
            };
        }
        catch (Exception error) when (error is InvalidDataException or ArgumentException)
        {
            throw new InvalidDataException($"{path} holds no blur kernel: {error.Message}", error);
        }
    }

    private static BlurKernel Text(string[] lines)
    {
        var rows = lines.Where(line => !string.IsNullOrWhiteSpace(line)).Select(Row).ToList();
        return rows.Count == 0 || rows.Any(row => row.Length != rows[0].Length)
            ? throw new InvalidDataException("its rows are not equally long, or there are none")
            : new BlurKernel(rows.Count, rows[0].Length, [.. rows.SelectMany(row => row)]);

        static double[] Row(string line) =>
        [
            .. line.Split(Separators, StringSplitOptions.RemoveEmptyEntries).Select(text =>
                double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
                    ? value
                    : throw new InvalidDataException($"“{(text.Length > 40 ? text[..40] : text)}” is no number")),
        ];
    }

    private static List<BlurKernel> Npy(NumberArray array)
    {
        var shape = array.Shape;
        if (shape.Count is not (2 or 3))
        {
            throw new InvalidDataException($"an array of shape [{string.Join(", ", shape)}] is neither one kernel [h, w] nor a stack [n, h, w]");
        }

        var (count, height, width) = shape.Count == 2 ? (1, shape[0], shape[1]) : (shape[0], shape[1], shape[2]);
        return [.. Enumerable.Range(0, count).Select(n => new BlurKernel(height, width, array.Values.AsSpan(n * height * width, height * width).ToArray()))];
    }

    private static List<BlurKernel> Mat(IReadOnlyList<MatVariable> variables)
    {
        // What has no name is MATLAB's own, what has no numbers is an object, a text and so on.
        var numbers = variables.Where(variable => variable.Name != "" && (variable.Array ?? (object?)variable.Cells) is not null).ToList();
        var chosen = Names.Select(name => variables.FirstOrDefault(variable => variable.Name == name)).FirstOrDefault(variable => variable is not null)
            ?? (numbers.Count == 1 ? numbers[0] : null)
            ?? throw new InvalidDataException($"none of its variables ({string.Join(", ", variables.Select(variable => variable.Name))}) is called {string.Join(", ", Names)}");
        var kernels = chosen.Cells is { } cells ? [.. cells.SelectMany(cell => Slices(cell.Array))] : Slices(chosen.Array);
        return kernels.Count > 0 ? kernels : throw new InvalidDataException($"{chosen.Name} is empty");
    }

    /// <summary>Of [h, w] or [h, w, n], the values row by row with the last index fastest.</summary>
    private static List<BlurKernel> Slices(NumberArray? array)
    {
        if (array is null || array.Shape.Count is not (2 or 3))
        {
            throw new InvalidDataException("the variable is neither a matrix, [h, w, n], nor cells of matrices");
        }

        var (height, width, count) = (array.Shape[0], array.Shape[1], array.Shape.Count == 3 ? array.Shape[2] : 1);
        return
        [
            .. Enumerable.Range(0, count).Select(n =>
                new BlurKernel(height, width, [.. Enumerable.Range(0, height * width).Select(at => array.Values[(at * count) + n])])),
        ];
    }
}
