using Hodl.Core.Data;
using Hodl.Core.Metrics;
using Hodl.Core.Runs;
using Hodl.Core.Tasks;

namespace Hodl.Server.Tests;

/// <summary>
/// A task whose every number is known: phi(step) = state(step), where state is a 64-bit congruential generator, so that
/// a resumed run shows at once whether it went on from the right state.
/// </summary>
public sealed class FakeTask : ITask
{
    public string Id => "fake";

    public string Name => "Fake";

    public string Summary => "Counts.";

    public Type SettingsType => typeof(FakeSettings);

    public IReadOnlyList<TaskMethod> Methods { get; } = [new("ahodl", "aHODL", "First."), new("unh", "UNH", "Second.")];

    public IReadOnlyList<TaskPreset> Presets { get; } =
    [
        new("quick", "Quick", "Ten steps.", new FakeSettings()),
        new("paper", "Paper", "A thousand.", new FakeSettings { Steps = 1000 }),
        new("sweep", "Sweep", "Two variants.", new FakeSettings())
        {
            Variants =
            [
                new("rate 0.1", new Dictionary<string, string> { ["Rate"] = "0.1" }),
                new("rate 0.2", new Dictionary<string, string> { ["Rate"] = "0.2" }),
            ],
        },
    ];

    public IReadOnlyList<MetricInfo> Metrics { get; } =
        [new("phi", "φ"), new("hypergradient_norm", "‖∂φ/∂ω‖"), new("psnr_gray", "PSNR", "dB", Better.Higher, IsResult: true)];

    public static double Value(ulong state) => (state >> 11) * (1.0 / (1UL << 53));

    public static ulong Next(ulong state) => (state * 6364136223846793005UL) + 1442695040888963407UL;

    public string? Refuse(string method, TaskSettings settings) =>
        method == "unh" && ((FakeSettings)settings).Rate == 1 ? "unh wants a rate below 1" : null;

    public double EstimateSeconds(string method, TaskSettings settings) => ((FakeSettings)settings).Steps * 1e-3;

    public void Run(RunContext run, CancellationToken token)
    {
        var settings = run.Settings<FakeSettings>();
        var (step, state) = run.Resume is { } resume
            ? (resume.Step, BitConverter.ToUInt64(resume.State))
            : (0L, (ulong)run.Spec.Seed);
        run.Observer.OnData(new DataUsed("generated", new string('a', 64), settings.Steps, "train"));
        run.Observer.OnImage(Image("reference", 0));
        while (step < settings.Steps)
        {
            if (token.IsCancellationRequested)
            {
                run.Observer.OnCheckpoint(new RunCheckpoint(step, BitConverter.GetBytes(state)));
                token.ThrowIfCancellationRequested();
            }

            step++;
            state = Next(state);
            if (step == settings.FailAt)
            {
                throw new NonFiniteException("phi", step);
            }

            if (settings.Break != FakeBreak.None && step == Grief.Step && run.Resume is null)
            {
                Thread.Sleep(700);
                Grief.Come(settings.Break);
            }

            run.Observer.OnMetric("phi", step, Value(state));
            run.Observer.OnMetric("hypergradient_norm", step, settings.Kind switch
            {
                FakeKind.Odd => step % 5 == 0 ? double.NaN : step % 7 == 0 ? double.PositiveInfinity : -1.0 / step,
                FakeKind.Zero => 0,
                _ => 1.0 / step,
            });
            run.Observer.OnProgress(step, settings.Steps);
            if (step % settings.CheckpointEvery == 0)
            {
                run.Observer.OnInnerCurve(new InnerCurve("relative_step", step, 5, "train", [1, 0.5, 0.25]));
                run.Observer.OnImage(Image("output", step));
                run.Observer.OnCheckpoint(new RunCheckpoint(step, BitConverter.GetBytes(state)));
            }

            if (settings.PauseMs > 0)
            {
                token.WaitHandle.WaitOne(settings.PauseMs);
            }
        }

        run.Observer.OnResult(new RunResult("psnr_gray", 20 + Value(state), 0.5, 14));
    }

    private static RunImage Image(string role, long step) => new()
    {
        Name = "square",
        Role = role,
        Step = step,
        Height = 4,
        Width = 4,
        Channels = 1,
        Pixels = [.. Enumerable.Range(0, 16).Select(i => i / 15f)],
        Metrics = new Dictionary<string, double> { ["psnr_gray"] = double.PositiveInfinity },
    };
}
