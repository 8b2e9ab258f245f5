using Hodl.Benchmarks;

// Each benchmark compares with its peer in one run and prints ratios; nothing here asserts a time.
var benchmarks = new Dictionary<string, (string Summary, Action Run)>
{
    ["sparse-coding-step"] = ("one outer step of regularised sparse coding, plain D_net, against PyTorch eager, 1 thread", SparseCodingStep.RunPlain),
    ["sparse-coding-default"] = ("the same with the task's default D_net", SparseCodingStep.RunDefault),
    ["filter-step"] = ("one upper step of filter learning on cameraman-sized patches against PyTorch, 1 thread", FilterStep.RunOne),
    ["filter-step-2"] = ("the same with 2 threads", FilterStep.RunTwo),
    ["filter-banks"] = ("direct, library and Fourier convolution of the filter bank, per size", FilterBanks.Run),
    ["certificates"] = ("every task × method × sabotage: the certificate's verdict beside an error computed without it", Certificates.RunMatrix),
    ["soak"] = ("an hour of training in the server under garbage collection, followers and the API: numbers as undisturbed; only when named", Soak.Run),
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

foreach (var name in args.Length == 0 ? benchmarks.Keys.Where(name => name != "soak") : args)
{
    benchmarks[name].Run();
}

return 0;
