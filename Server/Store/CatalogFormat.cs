using System.Globalization;
using LiteDB;

namespace Hodl.Server.Store;

/// <summary>Of what kind and version a catalog's file is.</summary>
internal static class CatalogFormat
{
    // The invariant culture's: this program runs without cultures, and LiteDB asks for one even where it compares code points.
    private const int Invariant = 127;

    /// <summary>Keys compare by their code points: a collation of a language would call different names the same.</summary>
    public static Collation Collation { get; } = new(Invariant, CompareOptions.Ordinal);

    /// <summary>Step n leads from version n to n + 1. Steps that were once released never change.</summary>
    public static IReadOnlyList<Action<LiteDatabase>> Steps { get; } =
    [
        // The first version: tables come into being with their first record.
        _ => { },
    ];

    /// <summary>Refuses a file that is no catalog.</summary>
    public static void Check(string file)
    {
        if (!System.IO.File.Exists(file))
        {
            return;
        }

        var head = new byte[16];
        using var handle = System.IO.File.OpenHandle(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        if (RandomAccess.Read(handle, head, 0) == head.Length && head.AsSpan().SequenceEqual("SQLite format 3\0"u8))
        {
            throw new InvalidOperationException(
                $"{file} was written by a version of this program that kept runs in SQLite; it stays as it is. Name another file in "
                + "Data:Database, and take runs over by that version's export (--format arrow) and this one's import.");
        }
    }

    /// <summary>Brings a file up to date.</summary>
    /// <exception cref="InvalidOperationException">It was written by a newer version of this program.</exception>
    public static void Migrate(LiteDatabase database, string file)
    {
        if (database.Collation.ToString() != Collation.ToString())
        {
            throw new InvalidOperationException($"{file} has the collation {database.Collation}: it is no catalog of this program.");
        }

        var version = database.UserVersion;
        if (version > Steps.Count)
        {
            throw new InvalidOperationException(
                $"{file} has version {version}, this program knows versions up to {Steps.Count}: start a newer program, "
                + "or name another file in Data:Database.");
        }

        for (; version < Steps.Count; version++)
        {
            Steps[version](database);
            database.UserVersion = version + 1;
        }
    }
}
