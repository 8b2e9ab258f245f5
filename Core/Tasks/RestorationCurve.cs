using Hodl.Core.Data;
using Hodl.Core.Linear;
using Hodl.Core.Runs;
using Hodl.Core.Solvers;
using static TorchSharp.torch;

namespace Hodl.Core.Tasks;

/// <summary>
/// The curves of Fig. 9 on test images, far beyond the K of training: <c>psnr_rgb</c> of u^k clipped to [0, 1], its
/// <c>relative_step</c>, and <c>seconds</c> passed at k; means over the images. A method with a schedule ends with it.
/// </summary>
public static class RestorationCurve
{
    /// <summary>Runs and reports.</summary>
    /// <param name="problem">The problem, trained.</param>
    /// <param name="images">One batch for each test image, with its target.</param>
    /// <param name="image">u^k ↦ [1, 3, H, W].</param>
    /// <param name="trainedK">K of training.</param>
    /// <param name="iterations">How far to go.</param>
    /// <param name="step">The outer step to file the curves under.</param>
    /// <param name="run">Observer and clock.</param>
    /// <param name="token">Checked once an inner step.</param>
    public static void Report(
        LearningProblem problem, IReadOnlyList<Batch> images, Func<State, Batch, Tensor> image, int trainedK, int iterations, long step, RunContext run, CancellationToken token)
    {
        using var ungraded = no_grad();
        var curves = images.Select(batch => Curve(problem, batch, image, iterations, run.Clock, token)).ToList();
        var length = curves.Min(curve => curve.Steps.Count);
        InnerCurve Mean(string name, Func<(IReadOnlyList<double> Steps, IReadOnlyList<double> Psnr, IReadOnlyList<double> Seconds), IReadOnlyList<double>> of) =>
            new(name, step, trainedK, "test", [.. Enumerable.Range(0, length).Select(k => curves.Average(curve => of(curve)[k]))]);
        run.Observer.OnInnerCurve(Mean("relative_step", curve => curve.Steps));
        run.Observer.OnInnerCurve(Mean("psnr_rgb", curve => curve.Psnr));
        run.Observer.OnInnerCurve(Mean("seconds", curve => curve.Seconds));
    }

    private static (IReadOnlyList<double> Steps, IReadOnlyList<double> Psnr, IReadOnlyList<double> Seconds) Curve(
        LearningProblem problem, Batch batch, Func<State, Batch, Tensor> image, int iterations, TimeProvider clock, CancellationToken token)
    {
        using var scope = NewDisposeScope();
        var seconds = new List<double>();
        var began = clock.GetTimestamp();
        using var trace = new InnerTrace(u =>
        {
            seconds.Add(clock.GetElapsedTime(began).TotalSeconds);
            return (image(u, batch).clamp(0, 1) - batch.Target!).square().mean().log10() * -10.0;
        });
        InnerLoop.Run(problem.Method.Test(batch), problem.Start(batch), iterations, trace, token: token);
        return (trace.RelativeSteps, trace.Measures, seconds);
    }
}
