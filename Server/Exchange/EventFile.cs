using System.Buffers.Binary;
using System.Globalization;
using Hodl.Core.Runs;
using Hodl.Server.Store;

namespace Hodl.Server.Exchange;

/// <summary>
/// TensorBoard's event files. Scalars are written as tensors of one double with the scalars plugin's metadata, so that
/// every bit of a double survives, NaN and ±∞ too; read are those, and the older <c>simple_value</c> of 32 bits.
/// Event: wall_time 1 (double), step 2, file_version 3, summary 5; Summary: value 1; Value: tag 1, simple_value 2,
/// tensor 8, metadata 9; TensorProto: dtype 1, tensor_shape 2, tensor_content 4, float_val 5, double_val 6.
/// </summary>
public static class EventFile
{
    private const int Float = 1, DoubleType = 2;

    /// <summary>The name that TensorBoard looks for, within a folder for each run.</summary>
    public static string Name(RunRow run) => string.Create(CultureInfo.InvariantCulture, $"events.out.tfevents.{(run.Started ?? run.Created).ToUnixTimeSeconds():D10}.hodl.{run.Id}");

    /// <summary>Writes every series of the run; wall times are its start and the seconds of computing.</summary>
    public static void Write(Stream output, RunStore store, RunRow run)
    {
        var start = (run.Started ?? run.Created).ToUnixTimeMilliseconds() / 1000.0;
        RecordFile.Write(output, new ProtoWriter().Fixed64(1, start).Text(3, "brain.Event:2").ToArray());
        foreach (var name in store.Series(run.Id))
        {
            store.Visit(run.Id, name, chunk =>
            {
                for (var i = 0; i < chunk.Steps.Count; i++)
                {
                    RecordFile.Write(output, Event(start + chunk.Seconds[i], chunk.Steps[i], name, chunk.Values[i]));
                }
            });
        }
    }

    /// <summary>The bytes of one scalar event.</summary>
    public static byte[] Event(double wallTime, long step, string tag, double value)
    {
        Span<byte> bits = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bits, BitConverter.DoubleToInt64Bits(value));
        var tensor = new ProtoWriter().Varint(1, DoubleType).Bytes(2, []).Bytes(6, bits);
        var metadata = new ProtoWriter().Message(1, new ProtoWriter().Text(1, "scalars")).Varint(4, 1);
        var one = new ProtoWriter().Text(1, tag).Message(8, tensor).Message(9, metadata);
        var summary = new ProtoWriter().Message(1, one);
        var message = new ProtoWriter().Fixed64(1, wallTime);
        // Proto3 leaves a zero out.
        return (step == 0 ? message : message.Varint(2, step)).Message(5, summary).ToArray();
    }

    /// <summary>The scalars of a file; images, histograms and graphs are passed over. Seconds count from its first event.</summary>
    /// <exception cref="InvalidImportException">It is no event file, or damaged.</exception>
    public static ImportedRun Read(Stream input, string name)
    {
        var series = new Dictionary<string, SeriesColumn>();
        double? start = null;
        foreach (var record in RecordFile.Read(input))
        {
            var (time, step) = (0.0, 0L);
            var scalars = new List<(string, double)>();
            for (var reader = new ProtoReader(record); reader.Next();)
            {
                switch (reader.Field)
                {
                    case 1:
                        time = reader.Real;
                        break;
                    case 2:
                        step = (long)reader.Number;
                        break;
                    case 5:
                        Summary(reader.Bytes, scalars);
                        break;
                }
            }

            start ??= time;
            foreach (var (tag, value) in scalars)
            {
                (series.TryGetValue(tag, out var column) ? column : series[tag] = new SeriesColumn(tag)).Add(step, time - start.Value, value);
            }
        }

        return start is null
            ? throw new InvalidImportException("the file", name, "an event file of TensorBoard with at least one record")
            : new ImportedRun { Name = name, Series = [.. series.Values], Started = DateTimeOffset.FromUnixTimeMilliseconds((long)(Math.Clamp(start.Value, 0, 1e11) * 1000)) };
    }

    private static void Summary(ReadOnlySpan<byte> bytes, List<(string, double)> scalars)
    {
        for (var reader = new ProtoReader(bytes); reader.Next();)
        {
            if (reader.Field != 1)
            {
                continue;
            }

            var tag = "";
            double? value = null;
            for (var one = new ProtoReader(reader.Bytes); one.Next();)
            {
                if (one.Field == 1)
                {
                    tag = one.Text;
                }
                else if (one is { Field: 2, Type: 5 })
                {
                    value = one.Real;
                }
                else if (one.Field == 8)
                {
                    value = Scalar(one.Bytes);
                }
            }

            if (value is { } number)
            {
                scalars.Add((tag, number));
            }
        }
    }

    // A tensor of one float or double, in its repeated field (packed or not) or as raw bytes; null for any other.
    private static double? Scalar(ReadOnlySpan<byte> bytes)
    {
        var (type, found, count) = (0, 0.0, 0);
        for (var reader = new ProtoReader(bytes); reader.Next();)
        {
            if (reader.Field == 1)
            {
                type = (int)reader.Number;
            }
            else if (reader.Field is 5 or 6 && reader.Type != 2)
            {
                (found, count) = (reader.Real, count + 1);
            }
            else if (reader.Field is 4 or 5 or 6 && reader.Type == 2)
            {
                var size = reader.Field == 6 || (reader.Field == 4 && type == DoubleType) ? 8 : 4;
                count += reader.Bytes.Length / size;
                found = reader.Bytes.Length < size ? 0 : size == 8 ? BinaryPrimitives.ReadDoubleLittleEndian(reader.Bytes) : BinaryPrimitives.ReadSingleLittleEndian(reader.Bytes);
            }
        }

        return count == 1 && type is Float or DoubleType ? found : null;
    }
}
