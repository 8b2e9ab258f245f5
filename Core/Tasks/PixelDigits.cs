namespace Hodl.Core.Tasks;

/// <summary>Figures of 3 × 5 pixels for numbers within pictures.</summary>
internal static class PixelDigits
{
    /// <summary>Columns from one figure to the next, before scaling.</summary>
    public const int Advance = 4;

    /// <summary>Rows of a figure, before scaling.</summary>
    public const int Height = 5;

    private const string Known = "0123456789.-e";

    // Five rows of three pixels a figure, in the order of Known.
    private static readonly string[] Rows =
    [
        "### .#. ### ### #.# ### ### ### ### ### ... ... ...",
        "#.# ##. ..# ..# #.# #.. #.. ..# #.# #.# ... ... ###",
        "#.# .#. ### .## ### ### ### .#. ### ### ... ### ###",
        "#.# .#. #.. ..# ..# ..# #.# .#. #.# ..# ... ... #..",
        "### ### ### ### ..# ### ### .#. ### ### .#. ... ###",
    ];

    /// <summary>Writes figures; characters that it does not know are left blank.</summary>
    public static void Draw(Canvas canvas, int top, int left, string text, int scale, (float R, float G, float B) color)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var figure = Known.IndexOf(text[i], StringComparison.Ordinal);
            for (var at = 0; figure >= 0 && at < 15; at++)
            {
                if (Rows[at / 3][(figure * 4) + (at % 3)] == '#')
                {
                    canvas.Fill(top + (at / 3 * scale), left + (((i * Advance) + (at % 3)) * scale), scale, scale, color);
                }
            }
        }
    }
}
