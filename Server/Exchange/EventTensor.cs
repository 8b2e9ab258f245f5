using System.Buffers.Binary;

namespace Hodl.Server.Exchange;

/// <summary>
/// TensorFlow's TensorProto: dtype 1, tensor_shape 2, tensor_content 4, float_val 5, double_val 6.
/// </summary>
internal static class EventTensor
{
    private const int Float = 1, Double = 2;

    /// <summary>The number of a tensor of one float or double, in its repeated field (packed or not) or as raw bytes; null for any
    /// other.</summary>
    public static double? Scalar(ReadOnlySpan<byte> bytes)
    {
        var (type, found, count) = (0, 0.0, 0);
        for (var reader = new ProtoReader(bytes); reader.Next();)
        {
            if (reader is { Field: 1, Type: 0 })
            {
                type = (int)reader.Number;
            }
            else if (reader.Field is 5 or 6 && reader.Type != 2)
            {
                (found, count) = (reader.Real, count + 1);
            }
            else if (reader.Field is 4 or 5 or 6 && reader.Type == 2)
            {
                var size = reader.Field == 6 || (reader.Field == 4 && type == Double) ? 8 : 4;
                count += reader.Bytes.Length / size;
                found = reader.Bytes.Length < size ? 0 : size == 8 ? BinaryPrimitives.ReadDoubleLittleEndian(reader.Bytes)
                    : BinaryPrimitives.ReadSingleLittleEndian(reader.Bytes);
            }
        }

        return count == 1 && type is Float or Double ? found : null;
    }
}
