using System.Runtime.CompilerServices;
using Hodl.Core.Data;
using Hodl.Core.Hypergradients;
using Hodl.Core.Linear;
using Hodl.Core.Operators;
using Hodl.Core.Operators.Projections;
using Hodl.Core.Operators.WeightedNorms;
using Hodl.Core.Random;
using Hodl.Core.Solvers;
using Hodl.Core.Torch;
using static TorchSharp.torch;

namespace Hodl.Core.Tasks;

/// <summary>
/// Hyper-representation: ω = the feature net that all episodes share, u = each episode's linear classifier on its features
/// (<see cref="EpisodeHead"/>). In training the features are normalised over all images of the step, at validation and
/// test by statistics of training images alone, so that queries do not help one another.
/// </summary>
internal sealed class HeadModel : IEpisodeModel
{
    private const int StatisticsItems = 512;
    private const int Chunk = 256;
    private readonly FewShotSettings settings;
    private readonly FewShotData data;
    private readonly long seed;
    private readonly ConvFeatures net;
    private readonly Variables omega;
    private readonly double eta;
    private readonly Tensor? shared;
    private readonly ConditionalWeakTable<Batch, EpisodeHead> heads = new();

    /// <summary>The model of one of the methods <c>shodl, ahodl, rhg, trhg, cg, ns, anil</c>.</summary>
    public HeadModel(string method, FewShotSettings settings, FewShotData data, long seed, ScalarType dtype, Device device)
    {
        (this.settings, this.data, this.seed) = (settings, data, seed);
        net = new(settings.Channels, settings.Downsampling, settings.FeatureLength);
        var weights = net.Start(data.Train.Channels, seed, dtype, device);
        omega = method == "anil"
            ? new([.. weights, ("head", zeros([settings.Ways, net.Features(data.Train.Side)], dtype, device))])
            : new(weights);
        shared = method == "anil" ? omega[ConvFeatures.Weights] : null;
        eta = settings.Step * 2 / ((settings.FeatureLength * settings.FeatureLength / 2) + settings.Decay);
        var loss = new HeadLoss(this);
        Problem = new()
        {
            Method = method is "shodl" or "ahodl"
                ? new HodlMethod(new Descent(this), loss, settings.Alpha, method == "ahodl" ? settings.Mu : 0, settings.S, new FullSpace())
                : new SolverMethod(omega, batch => Solver(Bind(batch)), isStationary: true),
            Loss = loss,
            BatchAt = t => data.At(t, settings, seed, dtype, device),
            Start = Start,
        };
        var linear = new ImplicitOptions { Steps = settings.LinearSteps, Tolerance = settings.LinearTolerance };
        Way = method switch
        {
            "trhg" => new ReverseMode(settings.LastSteps),
            "cg" => new ConjugateGradient(linear),
            "ns" => new NeumannSeries(linear),
            "rhg" or "anil" or "shodl" or "ahodl" => new ReverseMode(),
            _ => throw TaskMethod.Unknown(method, "shodl", "ahodl", "rhg", "trhg", "cg", "ns", "anil"),
        };
    }

    /// <inheritdoc/>
    public LearningProblem Problem { get; }

    /// <inheritdoc/>
    public IHypergradient Way { get; }

    /// <inheritdoc/>
    public int K => settings.K;

    /// <inheritdoc/>
    public long[][] Answers(ImageClasses set, IReadOnlyList<Episode> episodes, CancellationToken token)
    {
        using var ungraded = no_grad();
        using var scope = NewDisposeScope();
        var (features, firsts) = Features(set, token);
        var answers = new List<long[]>();
        foreach (var chunk in episodes.Chunk(Chunk))
        {
            using var inner = NewDisposeScope();
            var rows = chunk.SelectMany(episode => episode.Order(settings.Shots).Select(place => firsts[episode.Classes[place.Way]] + (long)episode.Items[place.Way][place.At])).ToArray();
            var batch = new Batch(features.index_select(0, tensor(rows, [rows.Length]).to(features.device)).reshape(chunk.Length, -1, features.shape[1]));
            var u = InnerLoop.Run(Problem.Method.Test(batch), Start(batch), settings.TestK == 0 ? settings.K : settings.TestK, token: token).U;
            var guesses = Head(batch).Logits(u).argmax(2).cpu().ToArray<long>();
            answers.AddRange(guesses.Chunk(guesses.Length / chunk.Length));
        }

        return [.. answers];
    }

    // Of all images of a set, [images, D], class after class; and where each class begins.
    private (Tensor Features, int[] Firsts) Features(ImageClasses set, CancellationToken token)
    {
        var (dtype, device) = (omega[0].dtype, omega[0].device);
        var weights = Weights();
        var statistics = net.Statistics(weights, Images(data.Train, Sampled(), dtype, device));
        (int Class, int Item)[] all = [.. Enumerable.Range(0, set.Count).SelectMany(index => Enumerable.Range(0, set.Items[index].Length).Select(item => (index, item)))];
        var parts = new List<Tensor>();
        foreach (var chunk in all.Chunk(StatisticsItems))
        {
            token.ThrowIfCancellationRequested();
            using var inner = NewDisposeScope();
            parts.Add(net.Of(weights, Images(set, chunk, dtype, device), 1, statistics).squeeze(1).MoveToOuterDisposeScope());
        }

        var firsts = new int[set.Count];
        for (var index = 1; index < firsts.Length; index++)
        {
            firsts[index] = firsts[index - 1] + set.Items[index - 1].Length;
        }

        return (cat([.. parts], 0), firsts);
    }

    // Images of training that statistics are taken over: the same throughout a run.
    private (int Class, int Item)[] Sampled()
    {
        var random = new Philox((ulong)seed, 21);
        return [.. Enumerable.Range(0, StatisticsItems).Select(_ => random.Next(data.Train.Count)).Select(index => (index, random.Next(data.Train.Items[index].Length)))];
    }

    private static Tensor Images(ImageClasses set, (int Class, int Item)[] places, ScalarType dtype, Device device)
    {
        var values = new float[places.Length * set.Size];
        for (var i = 0; i < places.Length; i++)
        {
            set.Write(places[i].Class, places[i].Item, 0, values.AsSpan(i * set.Size, set.Size));
        }

        return tensor(values, [places.Length, set.Channels, set.Side, set.Side]).to(dtype).to(device);
    }

    private Tensor[] Weights() => [.. Enumerable.Range(0, ConvFeatures.Weights).Select(i => omega[i])];

    // Features are given at test, images in training.
    private int Ways(Batch batch) => batch.Input.dim() == 3 ? settings.Ways : settings.WaysInTraining();

    private State Start(Batch batch) => shared is not null
        ? new(shared.unsqueeze(0).expand(batch.Items, shared.shape[0], shared.shape[1]))
        : new(zeros([batch.Items, Ways(batch), net.Features(data.Train.Side)], omega[0].dtype, omega[0].device));

    // Features once for all steps: of images [B, n, C, S, S], or given as [B, n, D].
    private EpisodeHead Bind(Batch batch)
    {
        var shape = batch.Input.shape;
        var features = shape.Length == 3 ? batch.Input
            : net.Of(Weights(), batch.Input.reshape(shape[0] * shape[1], shape[2], shape[3], shape[4])).reshape(shape[0], shape[1], -1);
        var head = new EpisodeHead(features, Ways(batch), settings.Shots, settings.Decay, settings.Sharpness);
        heads.AddOrUpdate(batch, head);
        return head;
    }

    // On the features that the solver of this very batch has, so that one graph leads from the loss to ω.
    private EpisodeHead Head(Batch batch) => heads.TryGetValue(batch, out var head) ? head : Bind(batch);

    private CostSolver Solver(EpisodeHead head) => new(head.Cost, eta, head.Gradient);

    private sealed class Descent : LearnedOperator
    {
        private readonly HeadModel model;

        public Descent(HeadModel model)
            : base(nameof(Descent))
        {
            this.model = model;
            register_module("omega", model.omega);
        }

        public override IBoundOperator At(Batch batch)
        {
            var head = model.Bind(batch);
            return new BoundOperator(u => u.Add(head.Gradient(u), -model.eta), EuclideanNorm.Instance);
        }
    }

    private sealed class HeadLoss(HeadModel model) : ILoss
    {
        public bool NeedsTarget => true;

        public Tensor Value(State u, Batch batch) => model.Head(batch).Loss(u);

        public State Gradient(State u, Batch batch) => model.Head(batch).LossGradient(u);

        public double Smoothness(Batch batch) => Math.Pow(model.settings.Sharpness * model.settings.FeatureLength, 2) / (2 * batch.Items);
    }
}
