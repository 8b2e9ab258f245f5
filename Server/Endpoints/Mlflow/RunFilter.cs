using System.Globalization;
using System.Text.RegularExpressions;
using Hodl.Server.Store;

namespace Hodl.Server.Endpoints.Mlflow;

/// <summary>
/// MLflow's search filter: expressions joined by AND, each an identifier (<c>metrics.x</c>, <c>params."a b"</c>,
/// <c>tags.`c`</c>, <c>attributes.status</c>), a comparator and a constant.
/// </summary>
internal sealed partial class RunFilter
{
    private static readonly string[] Orders = ["=", "==", "!=", ">", ">=", "<", "<="];
    private readonly List<Func<Func<(string Kind, string Key), object?>, bool>> expressions = [];

    /// <summary>Reads a filter; an empty one keeps everything.</summary>
    /// <param name="text">The filter.</param>
    /// <param name="attributes">The attributes that there are.</param>
    /// <exception cref="MlflowException">It is not one, with the reason.</exception>
    public static RunFilter Parse(string text, IReadOnlyList<string> attributes)
    {
        var filter = new RunFilter();
        var tokens = Tokens(text);
        for (var at = 0; at < tokens.Count;)
        {
            if (filter.expressions.Count > 0 && !Is(tokens, at++, "AND"))
            {
                throw Wrong($"expected AND, found {tokens[at - 1]}; OR is not supported");
            }

            var what = Identifier(Next(tokens, ref at), attributes);
            var comparator = Next(tokens, ref at).ToUpperInvariant();
            if (comparator is "NOT" or "IS")
            {
                comparator += Is(tokens, at, "NOT") || Is(tokens, at, "IN") || Is(tokens, at, "NULL") ? " " + Next(tokens, ref at).ToUpperInvariant() : "";
                comparator += comparator == "IS NOT" ? " " + Next(tokens, ref at).ToUpperInvariant() : "";
            }

            filter.expressions.Add(comparator is "IS NULL" or "IS NOT NULL"
                ? values => values(what) is null == (comparator == "IS NULL")
                : Compare(what, comparator, comparator is "IN" or "NOT IN" ? List(tokens, ref at) : [Next(tokens, ref at)]));
        }

        return filter;
    }

    /// <summary>Whether something passes, whose values these are (numbers as double, everything else as text, null where there is none).</summary>
    public bool Keeps(Func<(string Kind, string Key), object?> values) => expressions.TrueForAll(expression => expression(values));

    /// <summary>What an identifier names.</summary>
    /// <exception cref="MlflowException">There is no such thing.</exception>
    public static (string Kind, string Key) Identifier(string token, IReadOnlyList<string> attributes)
    {
        var dot = token.IndexOf('.', StringComparison.Ordinal);
        var (kind, key) = dot < 0 ? ("attributes", Unquoted(token)) : (token[..dot], Unquoted(token[(dot + 1)..]));
        kind = kind switch
        {
            "metric" or "metrics" => "metrics",
            "param" or "params" or "parameter" or "parameters" => "params",
            "tag" or "tags" => "tags",
            "dataset" or "datasets" => "datasets",
            "attribute" or "attributes" or "attr" or "run" => "attributes",
            _ => throw Wrong($"unknown entity {kind}; allowed is metrics, params, tags, datasets, attributes"),
        };
        if (kind == "datasets")
        {
            return key is "name" or "digest" or "context" ? (kind, key)
                : throw Wrong($"unknown attribute {key} of a data set; allowed is name, digest, context");
        }

        return kind != "attributes" || attributes.Contains(key) ? (kind, key) : throw Wrong($"unknown attribute {key}; allowed is {string.Join(", ", attributes)}");
    }

    private static Func<Func<(string Kind, string Key), object?>, bool> Compare((string Kind, string Key) what, string comparator, List<string> constants)
    {
        if (what.Kind == "metrics" || (what.Kind == "attributes" && what.Key.EndsWith("_time", StringComparison.Ordinal))
            || what.Key.Contains("_timestamp", StringComparison.Ordinal))
        {
            if (!Orders.Contains(comparator) || !double.TryParse(Unquoted(constants[0]), NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            {
                throw Wrong($"{what.Kind}.{what.Key} {comparator} {constants[0]}: a number is compared by {string.Join(" ", Orders)} with a number");
            }

            return values => values(what) is double value && comparator switch
            {
                "=" or "==" => value == number,
                "!=" => value != number,
                ">" => value > number,
                ">=" => value >= number,
                "<" => value < number,
                _ => value <= number,
            };
        }

        if (comparator is not ("=" or "==" or "!=" or "LIKE" or "ILIKE" or "IN" or "NOT IN") || constants.Exists(constant => constant is not ['\'' or '"', ..]))
        {
            throw Wrong($"{what.Kind}.{what.Key} {comparator} {string.Join(", ", constants)}: a text is compared by = != LIKE ILIKE IN with a quoted text");
        }

        var texts = constants.Select(Unquoted).ToList();
        var pattern = comparator.EndsWith("LIKE", StringComparison.Ordinal)
            ? new Regex("^" + Regex.Escape(texts[0]).Replace("%", ".*", StringComparison.Ordinal).Replace("_", ".", StringComparison.Ordinal) + "$",
                RegexOptions.Singleline | RegexOptions.NonBacktracking | (comparator == "ILIKE" ? RegexOptions.IgnoreCase : 0))
            : null;
        // A run has several data sets; one that fits is enough.
        return values => values(what) is var found && (found is string one ? Fits(one) : found is IReadOnlyList<string> several
            && several.Any(Fits));

        bool Fits(string value) => comparator switch
        {
            "!=" => value != texts[0],
            "NOT IN" => !texts.Contains(value),
            "LIKE" or "ILIKE" => pattern!.IsMatch(value),
            _ => texts.Contains(value),
        };
    }

    private static List<string> List(List<string> tokens, ref int at)
    {
        var items = new List<string>();
        if (Next(tokens, ref at) != "(")
        {
            throw Wrong("IN wants a list in parentheses");
        }

        for (var token = Next(tokens, ref at); token != ")"; token = Next(tokens, ref at))
        {
            if (token != ",")
            {
                items.Add(token);
            }
        }

        return items.Count > 0 ? items : throw Wrong("IN wants at least one text");
    }

    private static List<string> Tokens(string text)
    {
        var tokens = new List<string>();
        for (var at = 0; at < text.Length;)
        {
            var match = Token().Match(text, at);
            if (!match.Success)
            {
                throw Wrong($"cannot read from “{text[at..]}”");
            }

            if (match.Value.Trim() is { Length: > 0 } token)
            {
                tokens.Add(token);
            }

            at += match.Length;
        }

        return tokens;
    }

    private static bool Is(List<string> tokens, int at, string word) => at < tokens.Count && tokens[at].Equals(word, StringComparison.OrdinalIgnoreCase);

    private static string Next(List<string> tokens, ref int at) => at < tokens.Count ? tokens[at++] : throw Wrong("it ends too early");

    private static string Unquoted(string token) => token is ['\'' or '"' or '`', ..] && token[^1] == token[0] && token.Length > 1 ? token[1..^1] : token;

    private static MlflowException Wrong(string why) => MlflowException.Invalid($"Invalid filter string: {why}.");

    [GeneratedRegex("""\G(\s+|'[^']*'|"[^"]*"|!=|==|>=|<=|[=<>(),]|[A-Za-z_]\w*\.("[^"]*"|`[^`]*`|[\w./\-]+)|[\w.+\-]+|`[^`]*`)""")]
    private static partial Regex Token();
}
