namespace Hodl.Core.Runs;

/// <summary>A stretch of a journal that cannot be read; what lies around it can.</summary>
/// <param name="Offset">Where it begins.</param>
/// <param name="Bytes">How long it is.</param>
/// <param name="AtEnd">Whether it ends the file: then it may also be a write that was cut off before it was acknowledged.</param>
public sealed record JournalDamage(long Offset, long Bytes, bool AtEnd)
{
    /// <inheritdoc/>
    public override string ToString() => AtEnd
        ? $"{Bytes} bytes at the end, from byte {Offset}, are no whole batch: a write that was cut off, or damage"
        : $"{Bytes} bytes from byte {Offset} are damaged";
}
