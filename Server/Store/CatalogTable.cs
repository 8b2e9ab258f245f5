using System.Collections.Immutable;
using LiteDB;

namespace Hodl.Server.Store;

/// <summary>Records of one kind, all of them in memory as of the last commit; the door keeps them in step with the file.</summary>
/// <typeparam name="T">An immutable record.</typeparam>
internal sealed class CatalogTable<T> : ICatalogTable
    where T : class
{
    private readonly bool _inMemory;
    private readonly SortedDictionary<long, string> _damaged = [];
    private volatile ImmutableSortedDictionary<long, T> _rows = ImmutableSortedDictionary<long, T>.Empty;

    /// <param name="name">The collection's name.</param>
    /// <param name="database">The file; null when the records are not held in memory.</param>
    /// <param name="problem">Hears of documents that cannot be read; they stay in the file as they are.</param>
    public CatalogTable(string name, LiteDatabase? database, Action<string> problem)
    {
        (Name, _inMemory) = (name, database is not null);
        if (database is null)
        {
            return;
        }

        var rows = ImmutableSortedDictionary.CreateBuilder<long, T>();
        foreach (var document in database.GetCollection(name).FindAll())
        {
            try
            {
                var record = CatalogMap<T>.Read(document);
                rows[document["_id"].AsInt64] = Nulls.Find(record) is { } place ? throw new InvalidDataException($"{place} is null.") : record;
            }
#pragma warning disable CA1031 // Whatever is wrong with one record, the others are there.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                problem($"{name} {document["_id"].RawValue} cannot be read and is left out: {exception.Message}");
                if (document["_id"].IsInt64)
                {
                    _damaged[document["_id"].AsInt64] = exception.Message;
                }
            }
        }

        _rows = rows.ToImmutable();
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>Every record as of the last commit, by id.</summary>
    public ImmutableSortedDictionary<long, T> Rows => _rows;

    /// <summary>Why records cannot be read, by their ids; they stay in the file as they are.</summary>
    public IReadOnlyDictionary<long, string> Damaged => _damaged;

    /// <inheritdoc/>
    object ICatalogTable.Rows
    {
        get => _rows;
        set => _rows = _inMemory ? (ImmutableSortedDictionary<long, T>)value : _rows;
    }

    /// <summary>The record of an id as of the last commit; null when there is none.</summary>
    public T? Find(long id) => _rows.GetValueOrDefault(id);

    /// <inheritdoc/>
    BsonDocument? ICatalogTable.Document(object rows, long id)
    {
        if (((ImmutableSortedDictionary<long, T>)rows).GetValueOrDefault(id) is not { } record)
        {
            return null;
        }

        var document = CatalogMap<T>.Write(record);
        document["_id"] = id;
        return document;
    }
}
