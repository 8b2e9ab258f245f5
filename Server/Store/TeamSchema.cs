namespace Hodl.Server.Store;

/// <summary>The tables of accounts, links, projects, notes and of what is logged from elsewhere.</summary>
internal static class TeamSchema
{
    /// <summary>One step of <see cref="Schema.Steps"/>. Secrets are kept as SHA-256 only.</summary>
    public const string Step =
        """
        create table people (
          id integer primary key autoincrement, name text not null, folded text not null unique, password text,
          stamp text not null, role text not null, failures integer not null default 0, locked integer,
          subject text unique, disabled integer not null default 0, created integer not null, seen integer);
        -- A link by which a person chooses a password, once.
        create table invitations (hash text primary key, person integer not null references people (id), expires integer not null) without rowid;
        create table tokens (
          id integer primary key autoincrement, person integer not null references people (id), name text not null,
          scopes text not null, hash text not null unique, created integer not null, expires integer, used integer, revoked integer);
        create table shares (
          id integer primary key autoincrement, kind text not null, target text not null, title text not null, hash text not null unique,
          person text not null, created integer not null, expires integer, revoked integer);
        create table audit (
          id integer primary key autoincrement, at integer not null, person text not null, deed text not null,
          target text not null, detail text not null);
        create table webhooks (
          id integer primary key autoincrement, address text not null, secret text not null, created integer not null,
          tried integer, answer text not null default '');

        create table projects (
          id integer primary key autoincrement, name text not null unique collate nocase, summary text not null, created integer not null);
        alter table runs add column person text not null default '';
        alter table runs add column project integer references projects (id);
        alter table runs add column external integer not null default 0;
        create table tags (run integer not null references runs (id), tag text not null, primary key (run, tag)) without rowid;
        create table notes (run integer primary key references runs (id), text text not null, person text not null, at integer not null);
        create table comments (
          id integer primary key autoincrement, run integer not null references runs (id), person text not null,
          at integer not null, text text not null, deleted integer);
        create index comments_run on comments (run);
        create table stars (person text not null, run integer not null references runs (id), primary key (person, run)) without rowid;

        -- Runs that speak MLflow: an experiment groups them, a uuid names them.
        create table ml_experiments (
          id integer primary key autoincrement, name text not null unique, created integer not null, updated integer not null, deleted integer);
        insert into ml_experiments (id, name, created, updated) values (0, 'Default', 0, 0);
        create table ml_experiment_tags (
          experiment integer not null references ml_experiments (id), key text not null, value text not null, primary key (experiment, key)) without rowid;
        create table ml_runs (
          run integer primary key references runs (id), uuid text not null unique, experiment integer not null references ml_experiments (id),
          user text not null, status text not null, start integer not null, finish integer, with_experiment integer not null default 0);
        create index ml_runs_experiment on ml_runs (experiment);
        create table ml_params (run integer not null references runs (id), key text not null, value text not null, primary key (run, key)) without rowid;
        create table ml_tags (run integer not null references runs (id), key text not null, value text not null, primary key (run, key)) without rowid;
        create table ml_latest (
          run integer not null references runs (id), key text not null, step integer not null, timestamp integer not null,
          bits integer not null, primary key (run, key)) without rowid;
        """;
}
