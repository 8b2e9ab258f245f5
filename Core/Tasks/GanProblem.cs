using System.Runtime.CompilerServices;
using Hodl.Core.Data;
using Hodl.Core.Hypergradients;
using Hodl.Core.Linear;
using Hodl.Core.Operators;
using Hodl.Core.Operators.Projections;
using Hodl.Core.Operators.WeightedNorms;
using Hodl.Core.Solvers;
using Hodl.Core.Torch;
using static TorchSharp.torch;

namespace Hodl.Core.Tasks;

/// <summary>
/// The game of <see cref="GanModes"/> for one method. ω = generator, u = discriminator, K steps of descent on
/// Φ(u, ω) = mean softplus(−D(x)) + mean softplus(D(G(z))) from where the last outer step left it. HODL differentiates the
/// generator's loss through these steps; the baselines take u^K for a constant, as published, and differ in Φ and in what
/// holds D back.
/// </summary>
internal sealed class GanProblem
{
    private readonly string method;
    private readonly GanModesSettings settings;
    private readonly GanVariables omega;
    private readonly ConditionalWeakTable<Batch, Bound> games = new();

    /// <summary>Builds it.</summary>
    public GanProblem(string method, GanModesSettings settings, Mixture mixture, long seed, ScalarType dtype, Device device)
    {
        (this.method, this.settings) = (method, settings);
        omega = Players(settings, seed, dtype, device);
        var loss = new FunctionLoss((u, batch) => UpperLoss(Game(batch), u));
        Problem = new()
        {
            Method = method is "shodl" or "ahodl"
                ? new HodlMethod(new Discriminator(this), loss, settings.Alpha, method == "ahodl" ? settings.Mu : 0, settings.S, new FullSpace())
                : new SolverMethod(omega, batch => new StepSolver(Descent(Bind(batch))), isStationary: true),
            Loss = loss,
            BatchAt = t => At(t, mixture, seed, dtype, device),
            Start = _ => omega.Start(),
            Carry = Carry,
        };
        Way = method is "shodl" or "ahodl" ? new ReverseMode() : new ReverseMode(0);
    }

    /// <summary>The problem as Algorithm 1 takes it.</summary>
    public LearningProblem Problem { get; }

    /// <summary>The way to the generator's gradient.</summary>
    public IHypergradient Way { get; }

    /// <summary>Samples of the present generator, a function of ω and the seed alone.</summary>
    public (double X, double Y)[] Samples(int count, long seed)
    {
        using var ungraded = no_grad();
        using var scope = NewDisposeScope();
        using var random = new Generator(StepSeed.Of(seed, -32));
        var (dtype, device) = (omega.Generator[0].dtype, omega.Generator[0].device);
        var z = randn([count, settings.NoiseSize], dtype: float64, generator: random).to(dtype).to(device);
        var values = PlaneNet.Of(omega.Generator, z).to(float64).cpu().ToArray<double>();
        return [.. values.Chunk(2).Select(pair => (pair[0], pair[1]))];
    }

    // Whoever runs the problem disposes of its ω.
    private static GanVariables Players(GanModesSettings settings, long seed, ScalarType dtype, Device device) => new(
        PlaneNet.Start(settings.NoiseSize, settings.Hidden, 2, seed, -30, dtype, device),
        PlaneNet.Start(2, settings.Hidden, 1, seed, -31, dtype, device));

    // Real points and noise side by side, [B, 2 + dim z].
    private Batch At(long t, Mixture mixture, long seed, ScalarType dtype, Device device)
    {
        using var random = new Generator(StepSeed.Of(seed, t));
        var z = randn([settings.BatchSize, settings.NoiseSize], dtype: float64, generator: random).to(dtype).to(device);
        return new(cat([mixture.Sample(settings.BatchSize, random, dtype, device), z], 1));
    }

    // u^K, or fewer steps against the generator that has just moved, becomes the next start.
    private void Carry(State u, Batch batch)
    {
        using var ungraded = no_grad();
        using var scope = NewDisposeScope();
        var game = Bind(batch);
        omega.Keep(settings.CarriedSteps == 0 ? u : InnerLoop.Run(new StepSolver(Descent(game)), omega.Start(), settings.CarriedSteps).U);
        if (settings.Preconditioned)
        {
            omega.Square(Slope(game, omega.Start()));
        }
    }

    private Bound Bind(Batch batch)
    {
        var fake = PlaneNet.Of(omega.Generator, batch.Input.narrow(1, 2, settings.NoiseSize));
        var real = batch.Input.narrow(1, 0, 2);
        var sign = cat([full_like(real.narrow(1, 0, 1), -1.0), ones_like(real.narrow(1, 0, 1))], 0);
        var game = new Bound(real, fake, cat([real, fake], 0), sign, omega.Start(), Metric());
        games.AddOrUpdate(batch, game);
        return game;
    }

    // With the generated samples that the solver of this very batch plays against, so that one graph leads from the loss to ω.
    private Bound Game(Batch batch) => games.TryGetValue(batch, out var game) ? game : Bind(batch);

    private IWeightedNorm Metric() => settings.Preconditioned ? omega.Metric() : EuclideanNorm.Instance;

    private Func<State, State> Descent(Bound game) => u => Held(u.Add(game.Metric.Inverse(Slope(game, u)), -settings.Eta));

    // Φ of a critic.
    private Tensor Cost(Bound game, State u)
    {
        var cost = (PlaneNet.Of(u.Blocks, game.Both) * game.Sign).mean() * 2.0;
        if (settings.Constraint == CriticConstraint.Penalty)
        {
            cost += SlopePenalty(u, game.Real, game.Fake) * settings.Penalty;
        }

        return settings.Decay > 0 ? cost + (u.Inner(u) * (settings.Decay / 2)) : cost;
    }

    private static Tensor Classified(Bound game, State u) => PlaneNet.Classified(u.Blocks, game.Both, game.Sign) * 2.0;

    // ∂Φ/∂u, written out where D is a classifier.
    private State Slope(Bound game, State u)
    {
        if (method == "wgan")
        {
            return CostGradient.Of(x => Cost(game, x), u);
        }

        var slope = 2.0 * new State(PlaneNet.ClassifiedSlope(u.Blocks, game.Both, game.Sign));
        slope = settings.Decay > 0 ? slope.Add(u, settings.Decay) : slope;
        return method == "proxgan" ? slope.Add(u - game.Start, settings.Proximal) : slope;
    }

    private Tensor UpperLoss(Bound game, State u) =>
        method == "wgan" ? PlaneNet.Of(u.Blocks, game.Fake).mean().neg()
        : settings.Loss == GeneratorLoss.Minimax ? Classified(game, u).neg()
        : PlaneNet.Of(u.Blocks, game.Fake).neg().softplus(1, 20).mean();

    // (‖∇_xD‖ − 1)² halfway between pairs of real and generated samples.
    private static Tensor SlopePenalty(State u, Tensor real, Tensor fake)
    {
        using var graded = enable_grad();
        var middle = (real + fake) * 0.5;
        middle = middle.requires_grad ? middle : middle.requires_grad_();
        var slope = Autograd.Grad([PlaneNet.Of(u.Blocks, middle).sum()], [middle], createGraph: true)[0];
        return ((slope.square().sum(1L) + 1e-12).sqrt() - 1.0).square().mean();
    }

    private State Held(State u) => method switch
    {
        "wgan" when settings.Constraint == CriticConstraint.Clip => u.Map(block => block.clamp(-settings.Clip, settings.Clip)),
        "lcgan" => u.Map(block => block.dim() == 2 ? block * (settings.LayerNorm / linalg.matrix_norm(block, 2)).clamp(max: 1.0) : block),
        _ => u,
    };

    // One outer step's points: real, generated, both with the signs −1 and +1, and u^0.
    private sealed record Bound(Tensor Real, Tensor Fake, Tensor Both, Tensor Sign, State Start, IWeightedNorm Metric);

    private sealed class Discriminator : LearnedOperator
    {
        private readonly GanProblem game;

        public Discriminator(GanProblem game)
            : base(nameof(Discriminator))
        {
            this.game = game;
            register_module("omega", game.omega);
        }

        public override double LambdaMin => game.Metric().LambdaMin.to(float64).cpu().item<double>();

        public override IBoundOperator At(Batch batch)
        {
            var bound = game.Bind(batch);
            return new BoundOperator(game.Descent(bound), bound.Metric);
        }
    }
}
