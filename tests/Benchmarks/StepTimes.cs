using System.Globalization;

namespace Hodl.Benchmarks;

/// <summary>Losses and seconds of one competitor's steps.</summary>
/// <param name="warmup">Steps at the start whose times do not count; their losses do.</param>
internal sealed class StepTimes(int warmup)
{
    private readonly List<double> losses = [], cpu = [], wall = [];

    public void Add((double Loss, double Cpu, double Wall) step) => Add(step.Loss, step.Cpu, step.Wall);

    public void Add(double loss, double cpuSeconds, double wallSeconds)
    {
        losses.Add(loss);
        cpu.Add(cpuSeconds);
        wall.Add(wallSeconds);
    }

    /// <summary>Medians, minima, how many times faster than the reference, and how far the losses are apart.</summary>
    public void Report(string name, StepTimes reference)
    {
        var apart = losses.Zip(reference.losses).Max(pair => Math.Abs(pair.First - pair.Second) / Math.Abs(pair.Second));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  {name,-20} CPU {Times(cpu)}, wall {Times(wall)}; faster than eager: CPU {Ratios(reference.cpu, cpu)}, wall {Ratios(reference.wall, wall)}; losses apart {apart:E1}, last {losses[^1]:G9}"));
    }

    private string Times(List<double> seconds) =>
        string.Create(CultureInfo.InvariantCulture, $"median {Median(seconds) * 1e3:F1} min {Counted(seconds)[0] * 1e3:F1} ms");

    private string Ratios(List<double> reference, List<double> seconds) => string.Create(
        CultureInfo.InvariantCulture, $"median {Median(reference) / Median(seconds):F2} min {Counted(reference)[0] / Counted(seconds)[0]:F2}");

    private double Median(List<double> seconds) => Counted(seconds)[(seconds.Count - warmup) / 2];

    private double[] Counted(List<double> seconds) => [.. seconds.Skip(warmup).Order()];
}
