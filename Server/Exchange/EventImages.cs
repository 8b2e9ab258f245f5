using System.Text.RegularExpressions;

namespace Hodl.Server.Exchange;

/// <summary>
/// The image files within a summary's value: of the older Image (encoded_image_string 4), whose tags end in <c>/image</c> or
/// <c>/image/1</c>, and of the tensor of strings (dtype 1 = 7, string_val 8) that holds width, height and one file an image.
/// </summary>
internal static partial class EventImages
{
    private const int Strings = 7;

    // PNG, JPEG, GIF, BMP, WebP.
    private static readonly byte[][] _beginnings = [[0x89, 0x50, 0x4e, 0x47], [0xff, 0xd8, 0xff], "GIF8"u8.ToArray(), "BM"u8.ToArray(), "RIFF"u8.ToArray()];

    /// <summary>Where the files are in a record, as offset and length.</summary>
    /// <param name="record">The record.</param>
    /// <param name="value">A field of a value in it.</param>
    /// <param name="isTensor">Whether it is a tensor, not an Image.</param>
    /// <exception cref="InvalidImportException">This is no such message.</exception>
    public static IReadOnlyList<(int Offset, int Length)> Find(ReadOnlySpan<byte> record, ReadOnlySpan<byte> value, bool isTensor)
    {
        var found = new List<(int, int)>();
        var (type, count) = (0UL, 0);
        for (var reader = new ProtoReader(value); reader.Next();)
        {
            if (isTensor && reader is { Field: 1, Type: 0 })
            {
                type = reader.Number;
            }
            else if (reader.Type == 2 && reader.Field == (isTensor ? 8 : 4))
            {
                // Of a tensor the first two are the sizes.
                if (isTensor && count++ < 2)
                {
                    if (reader.Bytes.IsEmpty || reader.Bytes.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
                    {
                        return [];
                    }
                }
                else if (IsImage(reader.Bytes) && record.Overlaps(reader.Bytes, out var offset))
                {
                    found.Add((offset, reader.Bytes.Length));
                }
            }
        }

        return isTensor && type != Strings ? [] : found;
    }

    /// <summary>The path of an image of a tag, as a folder of images would have it.</summary>
    /// <param name="tag">The tag.</param>
    /// <param name="index">Which of its images.</param>
    /// <param name="count">Of how many.</param>
    public static string Path(string tag, int index, int count)
    {
        var (plain, number) = Ending().Match(tag) is { Success: true } match ? (tag[..match.Index], match.Groups["number"].Value) : (tag, "");
        return (number, count) switch { ("", 1) => plain, ("", _) => $"{plain}-{index}", _ => $"{plain}-{number}" } + ".png";
    }

    private static bool IsImage(ReadOnlySpan<byte> bytes)
    {
        foreach (var beginning in _beginnings)
        {
            if (bytes.StartsWith(beginning))
            {
                return true;
            }
        }

        return false;
    }

    [GeneratedRegex("(?<=[^/])/image(?:/(?<number>[0-9]{1,9}))?$")]
    private static partial Regex Ending();
}
