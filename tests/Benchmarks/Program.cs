using System.Globalization;
using Hodl.Benchmarks;

if (args is ["store-writer", var database, var seed, var acts, var acknowledgements])
{
    StoreKills.Write(database, int.Parse(seed, CultureInfo.InvariantCulture), int.Parse(acts, CultureInfo.InvariantCulture),
        acknowledgements);
    return 0;
}

if (args is ["store-part", var program, var folder, var part])
{
    StoreSpeedPart.Run(program, folder, part);
    return 0;
}

// Each benchmark compares with its peer in one run and prints ratios; nothing here asserts a time.
var benchmarks = new Dictionary<string, (string Summary, Action Run)>
{
    ["sparse-coding-step"] = ("one outer step of regularised sparse coding, plain D_net, against PyTorch eager, 1 thread",
        SparseCodingStep.RunPlain),
    ["sparse-coding-default"] = ("the same with the task's default D_net", SparseCodingStep.RunDefault),
    ["filter-step"] = ("one upper step of filter learning on cameraman-sized patches against PyTorch, 1 thread", FilterStep.RunOne),
    ["filter-step-2"] = ("the same with 2 threads", FilterStep.RunTwo),
    ["filter-banks"] = ("direct, library and Fourier convolution of the filter bank, per size", FilterBanks.Run),
    ["certificates"] = ("every task × method × sabotage: the certificate's verdict beside an error computed without it",
        Certificates.RunMatrix),
    ["soak"] = ("an hour of training in the server under garbage collection, followers and the API: numbers as undisturbed; only when named", Soak.Run),
    ["store-kills"] = ("a process that writes a data folder, killed 300 times: everything acknowledged is there; only when named",
        StoreKills.Run),
    ["store-power"] = ("400 images of a data folder after power cuts: each opens with everything acknowledged; only when named",
        StorePower.Run),
    ["store-full"] = ("a disk that is full: refusals with words, nothing acknowledged lost, on when there is room; only when named",
        StoreFull.Run),
    ["store-speed"] = ("the store and the pages on it beside an earlier version's (HODL_BASELINE); only when named", StoreSpeed.Run),
    ["store-imports"] = ("an import of 4000 runs, killed 20 times: all of it or none, and the next import makes it whole; only when named", StoreImports.Run),
    ["load"] = ("100 MLflow clients for HODL_LOAD_MINUTES (6), beside an earlier version's server (HODL_BASELINE); only when named", Load.Run),
    ["launchers"] = ("200 tiny runs in-process, in child processes, and by xargs over the command line; only when named", Launchers.Run),
    ["journals-many"] = ("50, 100 and 200 journals that another process writes, followed by the server; only when named", JournalsMany.Run),
    ["doors"] = ("who gets in: other sites, other names, no account, each role, keys that are good no more; only when named", Doors.Run),
    ["page-scale"] = ("the pages over 5000 runs × 50 metrics and one run of ten million points, in Chromium", PageScale.Run),
};

if (args is ["--list"])
{
    foreach (var (name, (summary, _)) in benchmarks)
    {
        Console.WriteLine($"{name}  {summary}");
    }

    return 0;
}

if (args.FirstOrDefault(name => !benchmarks.ContainsKey(name)) is { } unknown)
{
    Console.Error.WriteLine($"{unknown} is no benchmark; there are {string.Join(", ", benchmarks.Keys)}.");
    return 2;
}

foreach (var name in args.Length == 0
    ? benchmarks.Where(benchmark => !benchmark.Value.Summary.EndsWith("only when named", StringComparison.Ordinal)).Select(benchmark => benchmark.Key) : args)
{
    benchmarks[name].Run();
}

return 0;
