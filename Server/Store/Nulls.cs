using System.Collections;
using System.Collections.Concurrent;
using System.Reflection;

namespace Hodl.Server.Store;

/// <summary>Finds null where a record says that there is none: readers of JSON look neither into lists nor at what is left out.</summary>
internal static class Nulls
{
    private const int Deepest = 32;
    private static readonly ConcurrentDictionary<Type, (PropertyInfo Property, NullabilityInfo Info)[]> Known = [];

    /// <summary>Where the first one is, such as <c>columns[0].metric</c>; null when there is none.</summary>
    public static string? Find(object value) => Find(value, "", 0);

    private static string? Find(object value, string place, int depth)
    {
        foreach (var (property, info) in Known.GetOrAdd(value.GetType(), Properties))
        {
            var name = $"{place}{(place == "" ? "" : ".")}{char.ToLowerInvariant(property.Name[0])}{property.Name[1..]}";
            if (Within(property.GetValue(value), info, name, depth + 1) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private static string? Within(object? value, NullabilityInfo info, string place, int depth)
    {
        if (value is null)
        {
            return info.ReadState == NullabilityState.NotNull ? place : null;
        }

        if (value is string || value.GetType().IsPrimitive || depth > Deepest)
        {
            return null;
        }

        var inner = info.GenericTypeArguments;
        if (value is IDictionary pairs && inner.Length == 2)
        {
            return pairs.Keys.Cast<object>().Select(key => Within(pairs[key], inner[1], $"{place}.{key}", depth + 1)).FirstOrDefault(found => found is not null);
        }

        if (value is IEnumerable list)
        {
            // Numbers are never null.
            return inner is [var element] && !element.Type.IsPrimitive
                ? list.Cast<object?>().Select((one, at) => Within(one, element, $"{place}[{at}]", depth + 1)).FirstOrDefault(found => found is not null)
                : null;
        }

        return value.GetType().Namespace?.StartsWith("Hodl.", StringComparison.Ordinal) == true && !value.GetType().IsEnum ? Find(value, place, depth) : null;
    }

    private static (PropertyInfo Property, NullabilityInfo Info)[] Properties(Type type)
    {
        var context = new NullabilityInfoContext();
        return
        [
            .. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Where(property => property.CanWrite && property.GetIndexParameters().Length == 0 && property.GetCustomAttribute<NotKeptAttribute>() is null
                    && !property.PropertyType.IsPrimitive)
                .Select(property => (property, context.Create(property))),
        ];
    }
}
