using Hodl.Core.Data;

namespace Hodl.Core.Runs;

/// <content>What a run shows besides its series.</content>
public sealed partial class RunJournal
{
    /// <summary>Every inner curve with its values and its number, by outer step.</summary>
    public IReadOnlyList<(long Id, InnerCurve Curve)> Curves() => Look<IReadOnlyList<(long, InnerCurve)>>(index =>
        [.. index.Of(JournalKind.Curve).OrderBy(entry => entry.Step)
            .SelectMany(entry => Payload(entry.Frame) is { } payload ? new[] { (entry.Frame.Offset, JournalCodec.Curve(payload)) } : [])]);

    /// <summary>The inner curve of a number; null when there is none.</summary>
    public InnerCurve? Curve(long id) => Look(index =>
        index.Of(JournalKind.Curve).Find(entry => entry.Frame.Offset == id) is { Frame.Length: > 0 } found
            && Payload(found.Frame) is { } payload ? JournalCodec.Curve(payload) : null);

    /// <summary>Log lines with their numbers and times, in milliseconds of Unix time, in the order of events.</summary>
    public IReadOnlyList<(long Id, long At, RunLogLine Line)> Log() => Look<IReadOnlyList<(long, long, RunLogLine)>>(index =>
    {
        var lines = new List<(long, long, RunLogLine)>();
        foreach (var entry in index.Of(JournalKind.Log))
        {
            if (Payload(entry.Frame) is { } payload)
            {
                var (at, line) = JournalCodec.Log(payload);
                lines.Add((entry.Frame.Offset, at, line));
            }
        }

        return lines;
    });

    /// <summary>The data sets in use, each name and role once, the last that was said.</summary>
    public IReadOnlyList<DataUsed> Data() => Look<IReadOnlyList<DataUsed>>(index =>
        [.. Decoded(index, JournalKind.Data, JournalCodec.Data).Reverse<DataUsed>().DistinctBy(data => (data.Name, data.Role))
            .OrderBy(data => data.Role, StringComparer.Ordinal).ThenBy(data => data.Name, StringComparer.Ordinal)]);

    /// <summary>The images, of those that take each other's place the last, by name, step, inner iteration and role.</summary>
    public IReadOnlyList<JournalImage> Images() => Look<IReadOnlyList<JournalImage>>(index =>
        [.. Decoded(index, JournalKind.Image, JournalCodec.Image).Reverse<JournalImage>().DistinctBy(Place)
            .OrderBy(image => image.Image.Name, StringComparer.Ordinal).ThenBy(image => image.Image.Step).ThenBy(image => image.Image.Inner)
                .ThenBy(image => image.Image.Role, StringComparer.Ordinal)]);

    /// <summary>What the latest attempt was computed with; null before the first.</summary>
    public RunEnvironment? Environment() => Look(index => index.Attempt?.Environment);

    // A resumed run shows its inputs and references again: the new one takes the old one's place under a new number.
    internal static (string Name, string Role, long Step, int Inner) Place(JournalImage image) =>
        (image.Image.Name, image.Image.Role, image.Image.Step, image.Image.Inner);
}
