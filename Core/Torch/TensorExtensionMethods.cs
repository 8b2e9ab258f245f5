namespace TorchSharp;

public static class TensorExtensionMethods
{
    public static bool ToBoolean(this torch.Tensor value) => value.ToScalar().ToBoolean();

    public static byte ToByte(this torch.Tensor value) => value.ToScalar().ToByte();

    public static int ToInt32(this torch.Tensor value) => value.ToScalar().ToInt32();

    public static long ToInt64(this torch.Tensor value) => value.ToScalar().ToInt64();

    public static float ToSingle(this torch.Tensor value) => value.ToScalar().ToSingle();

    public static double ToDouble(this torch.Tensor value) => value.ToScalar().ToDouble();

    /// <summary>Type, shape and bytes, for a reader that knows what comes.</summary>
    public static void Save(this torch.Tensor tensor, BinaryWriter writer)
    {
        using var local = tensor.detach().cpu();
        using var flat = local.contiguous();
        writer.Write((int)flat.dtype);
        writer.Write(flat.shape.Length);
        Array.ForEach(flat.shape, writer.Write);
        writer.Write(flat.bytes);
    }

    public static torch.Tensor Load(this BinaryReader reader, bool skip = false)
    {
        var type = (torch.ScalarType)reader.ReadInt32();
        var shape = new long[reader.ReadInt32()];
        for (var i = 0; i < shape.Length; i++)
        {
            shape[i] = reader.ReadInt64();
        }
        var tensor = torch.empty(shape, type);
        reader.BaseStream.ReadExactly(tensor.bytes);
        return tensor;
    }

    public static int ElementSize(this torch.ScalarType type) => type switch
    {
        torch.ScalarType.Byte or torch.ScalarType.Int8 or torch.ScalarType.Bool or torch.ScalarType.QInt8 or torch.ScalarType.QUInt8 => 1,
        torch.ScalarType.Int16 or torch.ScalarType.Float16 or torch.ScalarType.BFloat16 => 2,
        torch.ScalarType.Int32 or torch.ScalarType.Float32 or torch.ScalarType.QInt32 => 4,
        torch.ScalarType.ComplexFloat64 => 16,
        _ => 8,
    };
}
