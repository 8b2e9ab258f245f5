using System.Reflection;
using System.Runtime.Loader;

namespace Hodl.Benchmarks;

/// <summary>The store of a built server, this version's or an earlier one's that kept runs in SQLite, by the same calls.</summary>
internal sealed class StoreSubject : IDisposable
{
    private readonly Assembly _server;
    private readonly Assembly _core;
    private readonly IDisposable? _catalog;

    /// <param name="program">Path of Hodl.Server.dll.</param>
    /// <param name="database">The data file.</param>
    public StoreSubject(string program, string database)
    {
        // An earlier version looks for its native library beside the program.
        AppContext.SetData("NATIVE_DLL_SEARCH_DIRECTORIES",
            Path.Combine(Path.GetDirectoryName(program)!, "runtimes", "linux-x64", "native"));
        _server = new Neighbours(program).LoadFromAssemblyPath(program);
        _core = AssemblyLoadContext.GetLoadContext(_server)!.LoadFromAssemblyName(new AssemblyName("Hodl.Core"));
        var door = _server.GetType("Hodl.Server.Store.Catalog") ?? Type("Database");
        var opened = Activator.CreateInstance(door, database, 0L)!;
        _catalog = opened as IDisposable;
        Store = Activator.CreateInstance(Type("RunStore"), opened, TimeProvider.System)!;
    }

    /// <summary>The RunStore.</summary>
    public dynamic Store { get; }

    /// <summary>Takes runs off the lists as the pages do: by one call where the store has such a one.</summary>
    public void Delete(IReadOnlyList<long> runs)
    {
        object store = Store;
        if (store.GetType().GetMethod("Delete", [typeof(IReadOnlyList<long>)]) is { } all)
        {
            all.Invoke(store, [runs]);
            return;
        }

        foreach (var run in runs)
        {
            Store.Delete(run);
        }
    }

    /// <summary>Waits for what a purge leaves to be done behind it.</summary>
    public void AwaitRemoval()
    {
        object store = Store;
        store.GetType().GetMethod("AwaitRemoval")?.Invoke(store, []);
    }

    /// <summary>A new, empty batch.</summary>
    public dynamic Batch(long sequence)
    {
        dynamic batch = Activator.CreateInstance(Type("RunBatch"))!;
        batch.Sequence = sequence;
        return batch;
    }

    /// <summary>A new, empty column.</summary>
    public dynamic Column(string name) => Activator.CreateInstance(Type("SeriesColumn"), name)!;

    /// <summary>A run that was computed elsewhere.</summary>
    public object Imported(string name, string task, string method, long seed, IReadOnlyList<object> columns,
        IReadOnlyList<(string Metric, double Value)> results)
    {
        var type = Type("ImportedRun");
        var run = Activator.CreateInstance(type)!;
        void Set(string property, object value) => type.GetProperty(property)!.SetValue(run, value);
        (string Property, object Value)[] texts = [("Name", name), ("Task", task), ("Method", method), ("Seed", seed)];
        foreach (var (property, value) in texts)
        {
            Set(property, value);
        }

        Set("Settings", new Dictionary<string, string> { ["K"] = $"{5 * (1 + (seed % 5))}", ["Mu"] = "0.3", ["BatchSize"] = "128" });
        Set("Series", List(Type("SeriesColumn"), columns));
        var result = Type("RunResult");
        Set("Results", List(result, [.. results.Select(one => Activator.CreateInstance(result, one.Metric, one.Value, null, 1)!)]));
        return run;
    }

    /// <summary>A run that this process computes: its id and its attempt.</summary>
    public (long Id, int Attempt) Started()
    {
        var task = First(_core.GetType("Hodl.Core.Tasks.TaskCatalog")!.GetProperty("All")!.GetValue(null)!);
        var preset = First(Of(task, "Presets"));
        var spec = Activator.CreateInstance(Type("RunSpec"))!;
        (string Property, object Value)[] values = [("Task", "t"), ("Method", "m"), ("Settings", Of(preset, "Settings"))];
        foreach (var (property, value) in values)
        {
            spec.GetType().GetProperty(property)!.SetValue(spec, value);
        }

        long id = Store.Add((dynamic)spec);
        var environment = Activator.CreateInstance(Type("RunEnvironment"))!;
        foreach (var property in environment.GetType().GetProperties().Where(property => property.PropertyType == typeof(string)))
        {
            property.SetValue(environment, "");
        }

        return (id, (int)Store.Start(id, "me", (dynamic)environment).Attempt);
    }

    public void Dispose()
    {
        (Store as IDisposable)?.Dispose();
        _catalog?.Dispose();
    }

    private static object First(object list) => ((System.Collections.IEnumerable)list).Cast<object>().First();

    private static object Of(object thing, string property) => thing.GetType().GetProperty(property)!.GetValue(thing)!;

    private static object List(Type of, IReadOnlyList<object> items)
    {
        var list = (System.Collections.IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(of))!;
        foreach (var item in items)
        {
            list.Add(item);
        }

        return list;
    }

    private Type Type(string name) =>
        _server.GetType("Hodl.Server.Store." + name) ?? _core.GetType("Hodl.Core.Runs." + name)
        ?? throw new InvalidOperationException($"There is no {name}.");

    // The assemblies that lie beside the server come before this program's own.
    private sealed class Neighbours(string program) : AssemblyLoadContext("subject")
    {
        private readonly AssemblyDependencyResolver _resolver = new(program);

        protected override Assembly? Load(AssemblyName assemblyName) =>
            _resolver.ResolveAssemblyToPath(assemblyName) is { } path ? LoadFromAssemblyPath(path) : null;

        protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
            _resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } path ? LoadUnmanagedDllFromPath(path) : 0;
    }
}
