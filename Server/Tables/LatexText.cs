using System.Globalization;
using System.Text;

namespace Hodl.Server.Tables;

/// <summary>
/// Words for TeX, pdflatex and lualatex alike: its special characters escaped, letters with accents by TeX's accents, the letters of
/// mathematics as mathematics. It needs T1 fonts and amssymb.
/// </summary>
public static class LatexText
{
    // Braces: after a line's end a bracket or a star would be taken for its argument; two commas, hyphens or quotes for one sign.
    private static readonly Dictionary<int, string> Known = new()
    {
        ['\\'] = "\\textbackslash{}",
        ['{'] = "\\{",
        ['}'] = "\\}",
        ['['] = "{[}",
        [']'] = "{]}",
        ['*'] = "{*}",
        ['$'] = "\\$",
        ['&'] = "\\&",
        ['#'] = "\\#",
        ['_'] = "\\_",
        ['%'] = "\\%",
        ['~'] = "\\textasciitilde{}",
        ['^'] = "\\textasciicircum{}",
        ['`'] = "\\textasciigrave{}",
        ['<'] = "\\textless{}",
        ['>'] = "\\textgreater{}",
        ['|'] = "\\textbar{}",
        ['"'] = "\\textquotedbl{}",
        ['“'] = "``",
        ['”'] = "''",
        ['„'] = "\\quotedblbase{}",
        ['‚'] = "\\quotesinglbase{}",
        ['‘'] = "`",
        ['’'] = "'",
        ['«'] = "\\guillemotleft{}",
        ['»'] = "\\guillemotright{}",
        ['‹'] = "\\guilsinglleft{}",
        ['›'] = "\\guilsinglright{}",
        ['–'] = "--",
        ['—'] = "---",
        ['‐'] = "-",
        ['‑'] = "-",
        ['…'] = "\\ldots{}",
        ['§'] = "\\S{}",
        ['¶'] = "\\P{}",
        ['©'] = "\\textcopyright{}",
        ['®'] = "\\textregistered{}",
        ['™'] = "\\texttrademark{}",
        ['°'] = "\\textdegree{}",
        ['£'] = "\\pounds{}",
        ['€'] = "\\texteuro{}",
        ['¥'] = "\\textyen{}",
        ['¢'] = "\\textcent{}",
        ['¡'] = "\\textexclamdown{}",
        ['¿'] = "\\textquestiondown{}",
        ['ª'] = "\\textordfeminine{}",
        ['º'] = "\\textordmasculine{}",
        ['‰'] = "\\textperthousand{}",
        ['½'] = "\\textonehalf{}",
        ['¼'] = "\\textonequarter{}",
        ['¾'] = "\\textthreequarters{}",
        ['¦'] = "\\textbrokenbar{}",
        ['\u202f'] = "\\,",
        ['\u2009'] = "\\,",
        ['\u00a0'] = "~",
        ['\u00ad'] = "\\-",
    };

    /// <summary>The text for TeX. A letter that its fonts do not have stands as its code, so that the document compiles and nothing is
    /// lost.</summary>
    public static string Of(string text)
    {
        var result = new StringBuilder();
        var runes = text.EnumerateRunes().ToArray();
        for (var at = 0; at < runes.Length; at++)
        {
            var rune = runes[at];
            if (rune.IsBmp && LatexMath.Script((char)rune.Value) is { } script)
            {
                // Those that stand together are one script: −3 is no minus beside a three.
                var signs = new StringBuilder();
                for (; at < runes.Length && runes[at].IsBmp && LatexMath.Script((char)runes[at].Value) is { } next
                    && next.Script == script.Script; at++)
                {
                    signs.Append(LatexMath.Of(new Rune(next.Sign)) ?? next.Sign.ToString());
                }

                at--;
                result.Append('$').Append(script.Script).Append(signs.Length == 1 ? signs : signs.Insert(0, '{').Append('}')).Append('$');
                continue;
            }

            var accents = "";
            for (; at + 1 < runes.Length && Rune.GetUnicodeCategory(runes[at + 1]) == UnicodeCategory.NonSpacingMark; at++)
            {
                accents += LatinLetters.Accent((char)runes[at + 1].Value);
            }

            var plain = rune.IsAscii && at + 1 < runes.Length && rune == runes[at + 1] && rune.Value is '-' or ',' or '\'' ? $"{rune}{{}}"
                : Of(rune);
            result.Append(accents == "" ? plain : LatinLetters.With(plain, accents));
        }

        return result.ToString();
    }

    private static string Of(Rune rune) => Known.TryGetValue(rune.Value, out var known) ? known
        : rune.Value is >= ' ' and <= '~' ? rune.ToString()
        : rune.IsBmp && LatinLetters.Of((char)rune.Value) is { } letter ? letter
        : LatexMath.Of(rune) is { } sign ? $"${sign}$"
        : Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.Format or UnicodeCategory.NonSpacingMark => "",
            UnicodeCategory.Control or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => " ",
            _ => $"\\texttt{{U+{rune.Value:X4}}}",
        };
}
