using System.Runtime.InteropServices;

namespace Hodl.Server.Store;

/// <summary>
/// Loads SQLite so that it calls only itself. Debian's libtorch brings in OpenCV and with it the system's libsqlite3, whose
/// symbols may come before everybody's; our SQLite, which the runtime binds lazily, would then call half of itself in the other
/// library and crash.
/// </summary>
internal static partial class SqliteLibrary
{
    private const int BindNow = 0x2;
    private const int OnlyIfLoaded = 0x4;
    private const int OwnSymbolsFirst = 0x8;

    /// <summary>Loads it; whoever loads it later gets the same. Elsewhere than on Linux there is nothing to do.</summary>
    /// <exception cref="DllNotFoundException">It is not among the program's files, or cannot be loaded.</exception>
    /// <exception cref="InvalidOperationException">Somebody loaded it before, so that how it is bound cannot be changed.</exception>
    public static void Load()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        var folders = AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "";
        var file = folders.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Append(AppContext.BaseDirectory)
            .Select(folder => Path.Combine(folder, "libe_sqlite3.so"))
            .FirstOrDefault(File.Exists) ?? throw new DllNotFoundException("libe_sqlite3.so is not among the program's files.");
        if (dlopen(file, BindNow | OnlyIfLoaded) != 0)
        {
            throw new InvalidOperationException($"{file} was loaded before the store: touch the store's Database first.");
        }

        if (dlopen(file, BindNow | OwnSymbolsFirst) == 0)
        {
            throw new DllNotFoundException($"{file} cannot be loaded.");
        }
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint dlopen(string file, int flags);
}
