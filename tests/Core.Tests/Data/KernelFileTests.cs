using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using Hodl.Core.Data;
using Xunit;

namespace Hodl.Core.Tests.Data;

public sealed class KernelFileTests : IDisposable
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

    [Theory]
    [InlineData("{'descr':'<f8','fortran_order':True,'shape':(2,3)}", true)]
    [InlineData("{'descr': '<f8', 'fortran_order':  True, 'shape': (2, 3), }", true)]
    [InlineData("{\"shape\": (2L, 3L), \"fortran_order\": False, \"descr\": \"<f8\"}", false)]
    [InlineData("{'descr': 'float64', 'fortran_order':\tFalse , 'shape' :( 2,3 ,)}", false)]
    [InlineData("{'descr': '=d', 'fortran_order': False, 'shape': (2, 3)}", false)]
    public void Load_NpyHeader_AsNumpyReadsIt(string header, bool columns) =>
        Check(folder.Write("k.npy", NpyOf(header, "<f8", columns ? ByColumns(Weights) : Weights)));

    [Theory]
    [InlineData("{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (2, 3)}", "several fields")]
    [InlineData("{'descr': '<f8', 'fortran_order': Maybe, 'shape': (2, 3)}", "header is damaged")]
    [InlineData("{'descr': '<f8', 'shape': (2, 3)}", "header is damaged")]
    [InlineData("{'descr': '<c16', 'fortran_order': False, 'shape': (2, 3)}", "kind <c16")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (0, 3)}", "[0, 3] is empty")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (0, 2, 3)}", "[0, 2, 3] is empty")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (2, x)}", "cannot be right")]
    public void Load_NpyOfAnotherKind_IsRefusedWithTheReason(string header, string reason) => Refused("other.npy", NpyOf(header, "<f8",
        Weights), reason);

    [SkippableTheory]
    [InlineData("nospace.npy")]
    [InlineData("twospace.npy")]
    [InlineData("fo.npy")]
    [InlineData("be.npy")]
    [InlineData("f2.npy")]
    [InlineData("opaque_c.mat")]
    [InlineData("opaque_note.mat")]
    public void Load_ArraysOfTheField_OneToSixRowByRow(string name)
    {
        var path = TestData.Find("field/arrays/" + name);
        var kernel = Assert.Single(KernelFile.Load(path));
        Assert.Equal((2, 3), (kernel.Height, kernel.Width));
        Assert.All(kernel.Weights.Zip([1, 2, 3, 4, 5, 6]), pair => Assert.Equal(pair.Second / 21.0, pair.First, 12));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Load_MatWithAnObjectBeside_TheKernelIsRead(bool packed)
    {
        var opaque = Element(14, [.. Element(6, [17, 0, 0, 0, 0, 0, 0, 0]), .. Element(1, "note"u8.ToArray()), .. Element(1,
            "MCOS"u8.ToArray()), .. Element(1, "string"u8.ToArray()), .. MatMatrix("", [6, 1], [1, 2, 3, 4, 5, 6])]);
        Check(folder.Write("k.mat", Mat(packed, opaque, MatMatrix("kernel", [2, 3], ByColumns(Weights)), MatMatrix("", [1, 3], [0, 1,
            2]))));
        Check(folder.Write("only.mat", Mat(packed, opaque, MatMatrix("blur", [2, 3], ByColumns(Weights)), MatMatrix("", [1, 3], [0, 1,
            2]))));
        Refused("none.mat", Mat(packed, opaque), "note");
        Refused("empty.mat", Mat(packed, MatArray(1, "kernels", [0, 0], [])), "kernels is empty");
    }

    [Fact]
    public void Files_MacsLeftovers_AreNoKernels()
    {
        folder.Write("kernel1.txt", "1 2\n3 4"u8.ToArray());
        folder.Write("._kernel1.txt", [0, 5, 22, 7]);
        Assert.Equal(["kernel1.txt"], KernelFolder.Files(folder.Path).Select(Path.GetFileName));
    }

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

    [SkippableFact]
    public void Load_SharedLevinKernels_EightOfTheirSizes()
    {
        var path = TestData.Find("levin09");
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
        return NpyOf($"{{'descr': '{kind}', 'fortran_order': {columns}, 'shape': {shape}, }}\n", kind, values);
    }

    private static byte[] NpyOf(string header, string kind, double[] values)
    {
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
