using Hodl.Server.Store;

namespace Hodl.Server.Endpoints.Mlflow;

/// <summary>MLflow's order_by: identifiers, each with ASC or DESC; what has no such value, or NaN, comes last.</summary>
internal sealed class RunOrder
{
    private readonly List<((string Kind, string Key) What, bool Descending)> keys = [];

    /// <summary>Reads an order.</summary>
    /// <exception cref="MlflowException">It is not one.</exception>
    public static RunOrder Parse(IEnumerable<string> texts, IReadOnlyList<string> attributes)
    {
        var order = new RunOrder();
        foreach (var text in texts.Select(text => text.Trim()).Where(text => text != ""))
        {
            var space = text.LastIndexOf(' ');
            var direction = space < 0 ? "" : text[(space + 1)..].ToUpperInvariant();
            var named = direction is "ASC" or "DESC" ? text[..space].Trim() : text;
            order.keys.Add((RunFilter.Identifier(named, attributes), direction == "DESC"));
        }

        return order;
    }

    /// <summary>In this order; what is equal stays as it was.</summary>
    public IReadOnlyList<T> Sort<T>(IReadOnlyList<T> all, Func<T, (string Kind, string Key), object?> value)
    {
        IOrderedEnumerable<T>? sorted = null;
        foreach (var (what, descending) in keys)
        {
            IComparable? Key(T item) => value(item, what) is var found && found is double.NaN ? null : found as IComparable;
            var compare = Comparer<IComparable?>.Create((a, b) => a is null ? (b is null ? 0 : 1) : b is null ? -1
                : (descending ? -1 : 1) * (a is string text && b is string other ? string.CompareOrdinal(text, other) : a.CompareTo(b)));
            sorted = sorted is null ? all.OrderBy(Key, compare) : sorted.ThenBy(Key, compare);
        }

        return sorted is null ? all : [.. sorted];
    }
}
