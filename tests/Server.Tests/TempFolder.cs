namespace Hodl.Server.Tests;

/// <summary>A folder that is gone after the test.</summary>
public sealed class TempFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("hodl-").FullName;

    public string Database => System.IO.Path.Combine(Path, "hodl.db");

    public void Dispose()
    {
        Server.Store.Database.CloseIdle();
        Directory.Delete(Path, recursive: true);
    }
}
