using System.Buffers.Binary;
using System.Globalization;

namespace Hodl.Core.Runs;

/// <summary>A run's latest checkpoints, a file each, named by their steps: mark, seconds, state, CRC-32C.</summary>
internal static class CheckpointFolder
{
    private const int Kept = 2;
    private const int HeaderBytes = 24;
    private const uint Mark = 0x504B48F7;

    /// <summary>Keeps a checkpoint, and of the earlier ones the last.</summary>
    public static void Write(string folder, RunCheckpoint checkpoint, double seconds)
    {
        if (!Directory.Exists(folder))
        {
            Directory.CreateDirectory(folder);
            Disk.SyncFolder(Path.GetDirectoryName(folder)!);
        }

        var bytes = new byte[HeaderBytes + checkpoint.State.Length + sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, Mark);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(8), checkpoint.Step);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(16), BitConverter.DoubleToInt64Bits(seconds));
        checkpoint.State.CopyTo(bytes.AsSpan(HeaderBytes));
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(^sizeof(uint)..), Crc32C.Of(bytes.AsSpan(..^sizeof(uint))));
        Disk.Write(FileOf(folder, checkpoint.Step), bytes);
        foreach (var step in Steps(folder).Skip(Kept))
        {
            File.Delete(FileOf(folder, step));
        }
    }

    /// <summary>The latest checkpoint that can be read, with the seconds spent until it; null when there is none.</summary>
    public static (RunCheckpoint Checkpoint, double Seconds)? Read(string folder) =>
        Steps(folder).Select(step => Read(folder, step)).FirstOrDefault(found => found is not null);

    /// <summary>Steps of checkpoints, the latest first.</summary>
    public static IReadOnlyList<long> Steps(string folder) => !Directory.Exists(folder) ? []
        : [.. Directory.EnumerateFiles(folder)
            .Select(file => long.TryParse(Path.GetFileName(file), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var step)
            ? step : (long?)null).OfType<long>().OrderDescending()];

    /// <summary>The checkpoint of a step; null when it is damaged.</summary>
    public static (RunCheckpoint Checkpoint, double Seconds)? Read(string folder, long step)
    {
        var bytes = File.ReadAllBytes(FileOf(folder, step));
        return bytes.Length < HeaderBytes + sizeof(uint) || BinaryPrimitives.ReadUInt32LittleEndian(bytes) != Mark
            || Crc32C.Of(bytes.AsSpan(..^sizeof(uint))) != BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(^sizeof(uint)..))
            ? null
            : (new RunCheckpoint(BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(8)), bytes[HeaderBytes..^sizeof(uint)]),
                BitConverter.Int64BitsToDouble(BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(16))));
    }

    private static string FileOf(string folder, long step) => Path.Combine(folder, step.ToString(CultureInfo.InvariantCulture));
}
