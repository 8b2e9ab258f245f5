using System.Buffers.Binary;
using System.Globalization;
using Hodl.Core.Runs;
using Hodl.Server.Store;

namespace Hodl.Server.Exchange;

/// <summary>
/// TensorBoard's event files. Scalars are written as tensors of one double with the scalars plugin's metadata, so that
/// every bit of a double survives, NaN and ±∞ too. <see cref="EventReader"/> reads them again.
/// </summary>
public static class EventFile
{
    private const int DoubleType = 2;

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
}
