using Hodl.Server.Store;

namespace Hodl.Server.Tests;

/// <summary>A folder that is gone after the test, with the catalog and store that were opened in it.</summary>
public sealed class TempFolder : IDisposable
{
    private Catalog? _catalog;
    private RunStore? _store;

    public string Path { get; } = Directory.CreateTempSubdirectory("hodl-").FullName;

    public string Database => System.IO.Path.Combine(Path, "hodl.db");

    public Catalog Catalog => _catalog ??= new Catalog(Database);

    /// <summary>The store; opened anew after <see cref="Close"/>.</summary>
    public RunStore Store(TimeProvider? clock = null) => _store ??= new RunStore(Catalog, clock ?? TimeProvider.System);

    /// <summary>Lets another process or server have the folder.</summary>
    public void Close()
    {
        _store?.Dispose();
        _catalog?.Dispose();
        (_store, _catalog) = (null, null);
    }

    public void Dispose()
    {
        Close();
        Directory.Delete(Path, recursive: true);
    }
}
