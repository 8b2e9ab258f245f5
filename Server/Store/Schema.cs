using Dapper;
using Microsoft.Data.Sqlite;

namespace Hodl.Server.Store;

/// <summary>The database's tables, as the steps that lead from one version to the next.</summary>
internal static class Schema
{
    /// <summary>Step n leads from version n to n + 1. Steps that were once released never change.</summary>
    public static IReadOnlyList<string> Steps { get; } =
    [
        """
        create table runs (
          id integer primary key autoincrement,
          name text not null default '', task text not null, method text not null, preset text not null,
          label text not null, seed integer not null, settings text not null,
          state text not null, reason text not null default '',
          created integer not null, queued integer not null, started integer, ended integer,
          step integer not null default 0, total integer not null default 0, seconds real not null default 0,
          warnings integer not null default 0, sparkline blob, environment text,
          attempt integer not null default 0, sequence integer not null default 0, details integer not null default 0,
          owner text, heartbeat integer, stopping integer not null default 0,
          deleted integer, changed integer not null);
        create index runs_changed on runs (changed);
        create index runs_state on runs (state);

        create table series (
          id integer primary key, run integer not null references runs (id), name text not null,
          count integer not null, unique (run, name));
        -- A chunk: points of one series from one transaction; little-endian int64 / double blobs.
        create table points (
          id integer primary key, series integer not null references series (id),
          first integer not null, last integer not null, count integer not null, low real, high real,
          sequence integer not null, steps blob not null, seconds blob not null, vals blob not null);
        create index points_series on points (series, sequence);

        create table curves (
          id integer primary key, run integer not null references runs (id), series text not null,
          step integer not null, trained integer not null, phase text not null, count integer not null, vals blob not null);
        create index curves_run on curves (run, step);
        -- The PNG lies on disk beside the database; ids are never given twice.
        create table images (
          id integer primary key autoincrement, run integer not null references runs (id), name text not null,
          role text not null, step integer not null, height integer not null, width integer not null,
          channels integer not null, metrics text not null, unique (run, name, role, step));
        create table log (
          id integer primary key, run integer not null references runs (id), at integer not null,
          severity integer not null, step integer not null, text text not null);
        create index log_run on log (run);
        create table data (
          run integer not null references runs (id), name text not null, role text not null,
          sha256 text not null, count integer not null, primary key (run, name, role)) without rowid;
        create table checkpoints (
          id integer primary key, run integer not null references runs (id), step integer not null,
          seconds real not null, state blob not null, unique (run, step));
        -- Doubles as their 64 bits, because a REAL column turns NaN into null.
        create table results (
          run integer not null references runs (id), metric text not null, step integer not null,
          bits integer not null, stdbits integer, count integer not null, primary key (run, metric)) without rowid;
        """,
        """
        create table certificates (
          id integer primary key autoincrement, run integer not null references runs (id), step integer not null,
          at integer not null, json text not null);
        create index certificates_run on certificates (run, id);
        """,
        """
        -- Iterates on the way have an inner iteration; the hash makes addresses that never lie, also between databases.
        create table pictures (
          id integer primary key autoincrement, run integer not null references runs (id), name text not null,
          role text not null, step integer not null, inner integer not null default 0, height integer not null,
          width integer not null, channels integer not null, metrics text not null, sha256 text not null default '',
          unique (run, name, role, step, inner));
        insert into pictures (id, run, name, role, step, height, width, channels, metrics)
          select id, run, name, role, step, height, width, channels, metrics from images;
        delete from sqlite_sequence where name = 'pictures';
        update sqlite_sequence set name = 'pictures' where name = 'images';
        drop table images;
        alter table pictures rename to images;

        -- A trained ω that was given a name; its bytes are a safetensors file.
        create table models (
          id integer primary key autoincrement, name text not null, task text not null, method text not null,
          preset text not null, seed integer not null, settings text not null, run integer, step integer not null,
          created integer not null, count integer not null, sha256 text not null, omega blob not null, deleted integer);
        """,
        TeamSchema.Step,
        """
        -- A saved result table: what it asks, as JSON.
        create table tables (
          id integer primary key autoincrement, name text not null, question text not null,
          created integer not null, changed integer not null, deleted integer);

        -- Of a long chunk every 128 points' lowest, highest and first non-finite one, so that a chart of millions of points
        -- need not read them all. A chunk without a row here is read itself.
        create table extremes (
          chunk integer primary key references points (id) on delete cascade,
          steps blob not null, seconds blob not null, vals blob not null);
        """,
        """
        -- A method study: runs of many methods on the same problems.
        create table studies (
          id integer primary key autoincrement, name text not null, created integer not null, deleted integer);
        create table study_runs (
          study integer not null references studies (id), run integer not null references runs (id),
          primary key (study, run)) without rowid;
        """,
        """
        -- Messages that were not taken yet; due says when to try (again).
        create table webhook_messages (
          id integer primary key autoincrement, webhook integer not null references webhooks (id), run integer not null references runs (id),
          body text not null, attempt integer not null default 0, due integer not null);
        """,
    ];

    /// <summary>The tables whose rows belong to a run, by their column <c>run</c>.</summary>
    public static IReadOnlyList<string> OfRuns(SqliteConnection connection) => connection.Query<string>(
        """select m.name from sqlite_master m join pragma_foreign_key_list(m.name) k where m.type = 'table' and k."table" = 'runs'""").AsList();
}
