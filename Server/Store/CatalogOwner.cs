using System.Text.Json;

namespace Hodl.Server.Store;

/// <summary>Where commands reach the process that owns a catalog; in a file that only this user can read.</summary>
/// <param name="Address">An address of this machine.</param>
/// <param name="Secret">Opens it.</param>
public sealed record CatalogOwner(string Address, string Secret)
{
    /// <summary>The owner that answers commands; null when there is none.</summary>
    public static CatalogOwner? Read(string catalog)
    {
        try
        {
            return JsonSerializer.Deserialize<CatalogOwner>(File.ReadAllText(FileOf(catalog)));
        }
        catch (Exception exception) when (exception is IOException or JsonException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Makes this owner known.</summary>
    public void Write(string catalog)
    {
        var unfinished = FileOf(catalog) + ".part";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        File.Delete(unfinished);
        using (var file = new FileStream(unfinished, options))
        {
            JsonSerializer.Serialize(file, this);
        }

        File.Move(unfinished, FileOf(catalog), overwrite: true);
    }

    /// <summary>This owner answers no more.</summary>
    public static void Forget(string catalog) => File.Delete(FileOf(catalog));

    private static string FileOf(string catalog) => catalog + ".owner";
}
