using Hodl.Core.Hypergradients;
using Hodl.Core.Runs;

namespace Hodl.Core.Tasks;

/// <summary>A task whose runs can be asked whether their hypergradient is right.</summary>
public interface ICertifiable
{
    /// <summary>Whether its runs hand hypergradients to an optimizer; otherwise the certificate computes what the method gives.</summary>
    bool HandsGradients => true;

    /// <summary>
    /// The run's problem built anew in float64 on the CPU with the run's own settings, ω at its start. The certificate then puts
    /// the run's ω in.
    /// </summary>
    /// <param name="run">Spec and data folder; its observer is not to be told anything.</param>
    /// <param name="token">Stops it.</param>
    /// <returns>Null when the method learns nothing, searches without a gradient, or unrolls by a way of its own.</returns>
    CertifiableProblem? Certifiable(RunContext run, CancellationToken token);
}
