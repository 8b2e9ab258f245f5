using Hodl.Core.Data;
using Hodl.Core.Linear;

namespace Hodl.Core.Solvers;

/// <summary>min over (u, ω) of ℓ(u, ω) s.t. u = T(u, ω), Eq. (3), as Algorithm 1 takes it.</summary>
public sealed record LearningProblem
{
    /// <summary>The method: T, ω, and how u^K is reached.</summary>
    public required IUnrolledMethod Method { get; init; }

    /// <summary>ℓ.</summary>
    public required ILoss Loss { get; init; }

    /// <summary>
    /// The batch of outer step t = 1, 2, …: a function of (seed, t) alone, so that a resumed run needs no state of a
    /// random number generator. Called inside a dispose scope of the step.
    /// </summary>
    public required Func<long, Batch> BatchAt { get; init; }

    /// <summary>u^0 for a batch, such as zeros.</summary>
    public required Func<Batch, State> Start { get; init; }

    /// <summary>Proj_Ω, in place and outside of the graph; most ω need none, their maps keep them inside Ω.</summary>
    public Action ProjectOmega { get; init; } = () => { };

    /// <summary>
    /// Inner steps that outer step t takes from u^0 before the K that it unrolls, without a gradient. 0, as the paper has it,
    /// trains u^K alone; where some are not, later iterates are trained too, so that the iteration holds its quality past K.
    /// A function of t, for the reason given at <see cref="BatchAt"/>; only for methods that run past K. Steps that have some train another
    /// function than φ_K, and the settings of the run have to say so.
    /// </summary>
    public Func<long, int> RunIn { get; init; } = _ => 0;

    /// <summary>
    /// The outer step with which a first stage of training ends: after it warm-up and schedule of the rate begin anew, at
    /// <see cref="SecondRate"/> of it. 0 where there is one stage. The settings of the run have to say
    /// what it trains.
    /// </summary>
    public long FirstStage { get; init; }

    /// <summary>Whether some of ω rests in some steps by design — a stage trains a part, a search has dropped operations —, so that no warning says so.</summary>
    public bool TrainsParts { get; init; }

    /// <summary>Share of the learning rate in the second stage.</summary>
    public double SecondRate { get; init; } = 1;

    /// <summary>
    /// Takes u^K after an outer step, and its batch, outside of any graph: a warm start keeps it in a persistent tensor of ω's module, where a
    /// checkpoint finds it, and gives it as the next <see cref="Start"/>. By default nothing is carried.
    /// </summary>
    public Action<State, Batch> Carry { get; init; } = (_, _) => { };

    /// <summary>
    /// Factor on the learning rate of a parameter, by its name in ω. A handful of reparametrised step sizes and
    /// penalties wants a much larger rate than thousands of weights.
    /// </summary>
    public Func<string, double> RateFactor { get; init; } = _ => 1;

    /// <summary>The parameters of ω that are learned, in the module's order.</summary>
    public IReadOnlyList<TorchSharp.Modules.Parameter> Learned() =>
        [.. Method.Omega.parameters().Where(parameter => parameter.requires_grad)];

    /// <summary>The rate factors of <see cref="Learned"/>, in its order.</summary>
    public IReadOnlyList<double> LearnedRates() =>
        [.. Method.Omega.named_parameters().Where(pair => pair.Item2.requires_grad).Select(pair => RateFactor(pair.Item1))];
}
