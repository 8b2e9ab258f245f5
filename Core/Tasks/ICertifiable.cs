using Hodl.Core.Runs;

namespace Hodl.Core.Tasks;

/// <summary>A task whose runs can be asked whether their hypergradient is right.</summary>
public interface ICertifiable
{
    /// <summary>
    /// The run's problem built anew in float64 on the CPU, ω at its start. The certificate then puts the run's ω in.
    /// </summary>
    /// <param name="run">Spec and data folder; its observer is not to be told anything.</param>
    /// <param name="token">Stops it.</param>
    /// <returns>Null when the method learns nothing, searches without a gradient, or unrolls by a way of its own.</returns>
    CertifiableProblem? Certifiable(RunContext run, CancellationToken token);
}
