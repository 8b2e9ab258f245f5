using Dapper;
using Microsoft.Data.Sqlite;

namespace Hodl.Server.Store;

/// <summary>
/// The SQLite file: opens it, brings its tables up to date, and lets one writer in at a time. Write-ahead logging lets
/// other processes read and write the same file meanwhile. What was committed outlives the process (kill -9); a power
/// cut may take the last transactions, never the file.
/// </summary>
public sealed class Database
{
    private const long PageBytes = 4096;
    private const long MostPages = 4294967294;
    private readonly Lock _write = new();
    private readonly string _connection;
    private readonly string _prepare;

    /// <summary>Opens the file, creating it and its folder when they are missing.</summary>
    /// <param name="file">Path of the database file.</param>
    /// <param name="maxBytes">Size that the file must not outgrow; 0 for no limit. Runs wait when it is reached.</param>
    /// <exception cref="InvalidOperationException">The file was written by a newer version of this program.</exception>
    public Database(string file, long maxBytes = 0)
    {
        File = Path.GetFullPath(file);
        // Said to every connection, because the pool hands on those that others have prepared.
        var pages = maxBytes > 0 ? Math.Max(1, maxBytes / PageBytes) : MostPages;
        _prepare = $"pragma synchronous = normal; pragma busy_timeout = 10000; pragma max_page_count = {pages}";
        Directory.CreateDirectory(Path.GetDirectoryName(File)!);
        _connection = new SqliteConnectionStringBuilder { DataSource = File, ForeignKeys = true, DefaultTimeout = 10 }.ToString();
        using var connection = Open();
        connection.Execute("pragma journal_mode = wal");
        Migrate(connection);
    }

    /// <summary>Full path of the file.</summary>
    public string File { get; }

    /// <summary>Closes the files of all databases that nobody uses at the moment, so that they can be moved or deleted.</summary>
    public static void CloseIdle() => SqliteConnection.ClearAllPools();

    /// <summary>A connection for reading; dispose it.</summary>
    public SqliteConnection Open()
    {
        var connection = new SqliteConnection(_connection);
        connection.Open();
        connection.Execute(_prepare);
        return connection;
    }

    /// <summary>Reads from one snapshot, so that several queries agree with each other.</summary>
    public T Read<T>(Func<SqliteConnection, T> work)
    {
        using var connection = Open();
        using var transaction = connection.BeginTransaction(deferred: true);
        return work(connection);
    }

    /// <summary>Does everything in <paramref name="work"/> or, when it throws, nothing.</summary>
    public T Write<T>(Func<SqliteConnection, T> work)
    {
        lock (_write)
        {
            using var connection = Open();
            using var transaction = connection.BeginTransaction(deferred: false);
            var result = work(connection);
            transaction.Commit();
            return result;
        }
    }

    private static void Migrate(SqliteConnection connection)
    {
        // Begins at once: of two processes that start together, the second finds the work done.
        using var transaction = connection.BeginTransaction(deferred: false);
        var version = connection.ExecuteScalar<int>("pragma user_version");
        if (version > Schema.Steps.Count)
        {
            throw new InvalidOperationException(
                $"The database has version {version}, this program knows versions up to {Schema.Steps.Count}: start a newer program, or name another file in Data:Database.");
        }

        foreach (var step in Schema.Steps.Skip(version))
        {
            connection.Execute(step);
        }

        connection.Execute($"pragma user_version = {Schema.Steps.Count}");
        transaction.Commit();
    }
}
