using LiteDB;

namespace Hodl.Server.Store;

/// <summary>A table as the door sees it.</summary>
internal interface ICatalogTable
{
    /// <summary>The collection's name.</summary>
    string Name { get; }

    /// <summary>Its records, an immutable dictionary by id.</summary>
    object Rows { get; set; }

    /// <summary>The document of a record among <paramref name="rows"/>; null when there is none of this id.</summary>
    BsonDocument? Document(object rows, long id);
}
