using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using Hodl.Core.Data;
using Xunit;
using Xunit.Abstractions;

namespace Hodl.Core.Tests.Data;

public sealed class KernelFileTests(ITestOutputHelper output) : IDisposable
{
    private static readonly double[] Weights = [0, 0.1, 0.2, 0.3, 0.15, 0.25];  // 2 × 3
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(" ")]
    [InlineData(", ")]
    [InlineData("\t")]
    public void Load_Text_MatrixRowByRow(string separator)
    {
        var lines = Weights.Chunk(3).Select(row => string.Join(separator, row.Select(value => (10 * value).ToString("R", CultureInfo.InvariantCulture))));
        File.WriteAllLines(Path.Combine(folder.Path, "k.txt"), lines);

        Check(Path.Combine(folder.Path, "k.txt"));
    }

    [Theory]
    [InlineData("<f8", false)]
    [InlineData(">f4", false)]
    [InlineData("<f8", true)]
    public void Load_Npy_EitherOrderOfBytesAndIndices(string kind, bool columns) =>
        Check(folder.Write("k.npy", Npy(kind, columns, "(2, 3)", columns ? ByColumns(Weights) : Weights)));

    [Fact]
    public void Load_NpyStack_SeveralKernels()
    {
        var kernels = KernelFile.Load(folder.Write("k.npy", Npy("<f8", false, "(2, 2, 3)", [.. Weights, .. Weights.Reverse()])));

        Assert.Equal(2, kernels.Count);
        Assert.Equal(0.25, kernels[1][0, 0], 12);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Load_MatMatrixByName_PlainOrCompressed(bool packed)
    {
        var other = MatMatrix("x", [1, 1], [7]);
        var kernel = MatMatrix("f", [2, 3], ByColumns(Weights));

        Check(folder.Write("k.mat", Mat(packed, other, kernel)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Load_MatCells_EveryCellAKernel(bool packed)
    {
        byte[] cells = [.. MatMatrix("", [2, 3], ByColumns(Weights)), .. MatMatrix("", [1, 2], [1, 3])];
        var path = folder.Write("Levin09.mat", Mat(packed, MatArray(1, "kernels", [1, 2], cells)));

        var kernels = KernelFile.Load(path);

        Assert.Equal([(2, 3), (1, 2)], kernels.Select(kernel => (kernel.Height, kernel.Width)));
        Assert.Equal([0.25, 0.75], kernels[1].Weights);
    }

    [Fact]
    public void Load_Damaged_NamesTheFileAndTheReason()
    {
        var whole = Mat(true, MatMatrix("f", [2, 3], ByColumns(Weights)));
        for (var length = 0; length < whole.Length; length += 7)
        {
            var cut = folder.Write("cut.mat", whole[..length]);
            if (length > 128)
            {
                Assert.Contains("cut.mat", Assert.Throws<InvalidDataException>(() => KernelFile.Load(cut)).Message, StringComparison.Ordinal);
            }
        }

        Refused("h5.mat", [.. "MATLAB 7.3 MAT-file"u8, .. new byte[200]], "7.3");
        Refused("objects.npy", Npy("|O", false, "(8,)", []), "Python objects");
        Refused("flat.npy", Npy("<f8", false, "(6,)", Weights), "[6]");
        Refused("huge.npy", Npy("<f8", false, "(99999, 99999)", Weights), "cannot be right");
        Refused("words.txt", "1 2\n3 four"u8.ToArray(), "four");
        Refused("ragged.txt", "1 2\n3"u8.ToArray(), "equally long");
        Refused("negative.txt", "1 -2\n3 4"u8.ToArray(), "not negative");
        Refused("zero.txt", "0 0\n0 0"u8.ToArray(), "not all 0");
    }

    [Fact]
    public void Load_SharedLevinKernels_EightOfTheirSizes()
    {
        if (TestData.Find("levin09", output) is not { } path)
        {
            return;
        }

        var set = KernelFolder.Load(path);

        Assert.Equal([19, 17, 15, 27, 13, 21, 23, 23], set.Kernels.Select(kernel => kernel.Width));
        Assert.All(set.Kernels, kernel => Assert.Equal(1, kernel.Weights.Sum(), 12));
        Assert.Equal(3.90594117e-05, set.Kernels[1][1, 12], 9);
    }

    private static void Check(string path)
    {
        var kernel = Assert.Single(KernelFile.Load(path));
        Assert.Equal((2, 3), (kernel.Height, kernel.Width));
        Assert.All(Weights.Zip(kernel.Weights), pair => Assert.Equal(pair.First, pair.Second, 7));
        Assert.Equal(kernel.Weights[5], kernel[1, 2]);
    }

    private void Refused(string name, byte[] bytes, string reason)
    {
        var error = Assert.Throws<InvalidDataException>(() => KernelFile.Load(folder.Write(name, bytes)));
        Assert.Contains(name, error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    private static double[] ByColumns(double[] rows) => [rows[0], rows[3], rows[1], rows[4], rows[2], rows[5]];

    private static byte[] Npy(string kind, bool columns, string shape, double[] values)
    {
        var header = $"{{'descr': '{kind}', 'fortran_order': {columns}, 'shape': {shape}, }}\n";
        var length = new byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(length, (ushort)header.Length);
        var numbers = values.SelectMany(value =>
        {
            var bytes = kind[2] == '4' ? BitConverter.GetBytes((float)value) : BitConverter.GetBytes(value);
            return kind[0] == '>' ? bytes.Reverse() : bytes;
        });
        return [0x93, .. "NUMPY"u8, 1, 0, .. length, .. Encoding.ASCII.GetBytes(header), .. numbers];
    }

    private static byte[] Mat(bool packed, params byte[][] variables)
    {
        var header = Encoding.ASCII.GetBytes("MATLAB 5.0 MAT-file, made by a test".PadRight(124));
        return [.. header, 0, 1, .. "IM"u8, .. variables.SelectMany(variable => packed ? Packed(variable) : variable)];
    }

    private static byte[] Packed(byte[] element)
    {
        using var stream = new MemoryStream();
        using (var zlib = new ZLibStream(stream, CompressionLevel.Optimal, leaveOpen: true))
        {
            zlib.Write(element);
        }

        return [.. BitConverter.GetBytes(15), .. BitConverter.GetBytes((int)stream.Length), .. stream.ToArray()];
    }

    private static byte[] MatMatrix(string name, int[] shape, double[] columns) =>
        MatArray(6, name, shape, Element(9, [.. columns.SelectMany(BitConverter.GetBytes)]));

    private static byte[] MatArray(byte kind, string name, int[] shape, byte[] content) =>
        Element(14, [.. Element(6, [kind, 0, 0, 0, 0, 0, 0, 0]), .. Element(5, [.. shape.SelectMany(BitConverter.GetBytes)]), .. Element(1, Encoding.ASCII.GetBytes(name)), .. content]);

    /// <summary>Up to four bytes in the short form, as MATLAB writes them.</summary>
    private static byte[] Element(int type, byte[] data) => data.Length is > 0 and <= 4
        ? [.. BitConverter.GetBytes(type | (data.Length << 16)), .. data, .. new byte[4 - data.Length]]
        : [.. BitConverter.GetBytes(type), .. BitConverter.GetBytes(data.Length), .. data, .. new byte[(8 - (data.Length % 8)) % 8]];
}
