using System.Buffers.Binary;
using System.Text;
using Hodl.Core.Torch;
using Xunit;
using static TorchSharp.torch;

namespace Hodl.Core.Tests.Torch;

public sealed class SafetensorsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("safetensors").FullName;

    private string Path => System.IO.Path.Combine(_folder, "state.safetensors");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Load_AfterSave_GivesEveryBitBack()
    {
        using var scope = NewDisposeScope();
        var tensors = new Dictionary<string, Tensor>
        {
            ["weight"] = tensor([1f, -0f, float.NaN, float.PositiveInfinity, 1e-45f, 2f]).reshape(2, 3),
            ["double"] = tensor([1e-320, -0.0, double.NegativeInfinity]),
            ["step"] = tensor(42L),
            ["mask"] = tensor([true, false, true]),
            ["none"] = zeros(0, 3),
            ["half"] = tensor([1f, 2f]).half(),
            ["transposed"] = arange(6).reshape(2, 3).t(),
            ["complex"] = complex(ones(2), zeros(2)),
        };
        Safetensors.Save(Path, tensors, new Dictionary<string, string> { ["task"] = "sparse coding", ["ω"] = "über" });
        var file = Safetensors.Load(Path);
        Assert.Equal("sparse coding", file.Metadata["task"]);
        Assert.Equal("über", file.Metadata["ω"]);
        Assert.Equal(tensors.Keys.Order(), file.Tensors.Keys.Order());
        foreach (var (name, expected) in tensors)
        {
            var loaded = file.Tensors[name];
            Assert.Equal(expected.dtype, loaded.dtype);
            Assert.Equal(expected.shape, loaded.shape);
            Assert.Equal(expected.contiguous().bytes.ToArray(), loaded.bytes.ToArray());
        }
    }

    [Fact]
    public void Save_Twice_GivesTheSameBytesAndNoOtherFile()
    {
        using var scope = NewDisposeScope();
        var tensors = new Dictionary<string, Tensor> { ["b"] = ones(3), ["a"] = zeros(2) };
        Safetensors.Save(Path, tensors);
        var first = File.ReadAllBytes(Path);
        Safetensors.Save(Path, tensors);
        Assert.Equal(first, File.ReadAllBytes(Path));
        Assert.Single(Directory.GetFiles(_folder));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("no json")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}")]
    [InlineData("{\"a\":{\"dtype\":\"F99\",\"shape\":[1],\"data_offsets\":[0,4]}}")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}}")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1099511627776,1099511627776,1099511627776,1099511627776],\"data_offsets\":[0,4]}}")]
    [InlineData("{\"a\":7}")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}")]
    public void Load_DamagedFile_NamesTheFile(string header)
    {
        var json = Encoding.UTF8.GetBytes(header);
        var bytes = new byte[8 + json.Length + (header == "{}" ? -1 : 4)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, json.Length);
        json.AsSpan(0, Math.Min(json.Length, bytes.Length - 8)).CopyTo(bytes.AsSpan(8));
        File.WriteAllBytes(Path, bytes);
        var error = Assert.Throws<InvalidDataException>(() => Safetensors.Load(Path));
        Assert.Contains(Path, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Save_ToAFolderThatIsNot_Throws() =>
        Assert.Throws<DirectoryNotFoundException>(() => Safetensors.Save(System.IO.Path.Combine(_folder, "no", "where"), new Dictionary<string, Tensor>()));
}
