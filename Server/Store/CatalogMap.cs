using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;
using LiteDB;

namespace Hodl.Server.Store;

/// <summary>
/// A record as a document and back, property by property. LiteDB's own mapper trims text, makes empty text null and keeps
/// times as local; here numbers and text stay exact, lists of doubles are their 64 bits, states are words, keys of
/// dictionaries are values (LiteDB's field names ignore case), and what is none of these is JSON.
/// </summary>
internal static class CatalogMap<T>
    where T : class
{
    private static readonly (PropertyInfo Property, string Field)[] _properties =
    [
        .. typeof(T).GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.CanWrite && property.GetCustomAttribute<NotKeptAttribute>() is null)
            .Select(property => (property, JsonNamingPolicy.CamelCase.ConvertName(property.Name) is "id" ? "_id"
                : JsonNamingPolicy.CamelCase.ConvertName(property.Name))),
    ];

    private static readonly bool _hasDefaults = typeof(T).GetConstructor(Type.EmptyTypes) is not null;

    /// <summary>The document.</summary>
    public static BsonDocument Write(T record)
    {
        var document = new BsonDocument();
        foreach (var (property, field) in _properties)
        {
            document[field] = ToBson(property.GetValue(record), property.PropertyType);
        }

        return document;
    }

    /// <summary>The record; fields that it has gained since take their defaults.</summary>
    public static T Read(BsonDocument document)
    {
        var record = _hasDefaults ? Activator.CreateInstance<T>() : (T)RuntimeHelpers.GetUninitializedObject(typeof(T));
        foreach (var (property, field) in _properties)
        {
            if (document.TryGetValue(field, out var value))
            {
                property.SetValue(record, FromBson(value, property.PropertyType));
            }
            else if (!_hasDefaults && property.PropertyType == typeof(string))
            {
                property.SetValue(record, "");
            }
        }

        return record;
    }

    private static BsonValue ToBson(object? value, Type type) => value switch
    {
        null => BsonValue.Null,
        long number => number,
        int number => number,
        bool truth => truth,
        double number => number,
        string text => text,
        byte[] bytes => bytes,
        Enum word => word.ToString().ToLowerInvariant(),
        IReadOnlyList<double> list => MemoryMarshal.AsBytes<double>([.. list]).ToArray(),
        IReadOnlyList<long> list => new BsonArray(list.Select(number => new BsonValue(number))),
        IReadOnlyList<string> list => new BsonArray(list.Select(text => new BsonValue(text))),
        IReadOnlyDictionary<string, string> pairs => new BsonArray(pairs.Select(pair => new BsonArray(pair.Key, pair.Value))),
        IReadOnlyList<StoredResult> list => StoredResult.Write(list),
        _ => System.Text.Json.JsonSerializer.Serialize(value, type, StoreJson.Options),
    };

    private static object? FromBson(BsonValue value, Type type)
    {
        if (value.IsNull)
        {
            return null;
        }

        var plain = Nullable.GetUnderlyingType(type) ?? type;
        return plain == typeof(long) ? value.AsInt64
            : plain == typeof(int) ? value.AsInt32
            : plain == typeof(bool) ? value.AsBoolean
            : plain == typeof(double) ? value.AsDouble
            : plain == typeof(string) ? value.AsString
            : plain == typeof(byte[]) ? value.AsBinary
            : plain.IsEnum ? Enum.Parse(plain, value.AsString, ignoreCase: true)
            : plain == typeof(IReadOnlyList<double>) ? MemoryMarshal.Cast<byte, double>(value.AsBinary).ToArray()
            : plain == typeof(IReadOnlyList<long>) ? value.AsArray.Select(number => number.AsInt64).ToArray()
            : plain == typeof(IReadOnlyList<string>) ? value.AsArray.Select(text => text.AsString).ToArray()
            : plain == typeof(IReadOnlyDictionary<string, string>) ? value.AsArray
                .ToDictionary(pair => pair.AsArray[0].AsString, pair => pair.AsArray[1].AsString)
            : plain == typeof(IReadOnlyList<StoredResult>) ? StoredResult.Read(value.AsBinary)
            : System.Text.Json.JsonSerializer.Deserialize(value.AsString, plain, StoreJson.Options);
    }
}
