namespace Hodl.Server.Store;

/// <summary>Another process owns the catalog.</summary>
/// <param name="catalog">The file.</param>
public sealed class CatalogBusyException(string catalog)
    : InvalidOperationException(
        $"{catalog} is in use by another process, such as a running server: stop it, or name another file in Data:Database.")
{
    /// <summary>The file.</summary>
    public string Catalog { get; } = catalog;
}
