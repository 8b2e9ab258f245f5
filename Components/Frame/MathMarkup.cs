using System.Net;
using System.Text.RegularExpressions;

namespace Hodl.Components.Frame;

/// <summary>Indices and powers of a title as HTML.</summary>
public static partial class MathMarkup
{
    /// <summary><c>u^{k−1}</c> becomes u&lt;sup&gt;k−1&lt;/sup&gt;, <c>φ_K</c> becomes φ&lt;sub&gt;K&lt;/sub&gt;; names such as <c>psnr_gray</c> stay.</summary>
    public static string Of(string text) => Index().Replace(WebUtility.HtmlEncode(text), match =>
    {
        var tag = match.Groups["kind"].Value == "^" ? "sup" : "sub";
        return $"{match.Groups["base"].Value}<{tag}>{match.Groups["long"].Value}{match.Groups["one"].Value}</{tag}>";
    });

    // One letter or braces behind ^ or _; a word of several letters before _ is a name.
    [GeneratedRegex(@"(?<base>(?<![\p{L}\p{N}])[\p{L}\p{N}]|[‖)\];>]|(?<=\^)\p{L})(?<kind>[_^])(?:\{(?<long>[^}]+)\}|(?<one>[\p{L}\p{N}∞*])(?![\p{L}\p{N}]))")]
    private static partial Regex Index();
}
