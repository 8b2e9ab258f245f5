using Hodl.Core.Data;
using Hodl.Core.Hypergradients;
using Hodl.Core.Linear;
using Hodl.Core.Solvers;
using Hodl.Core.Torch;
using static TorchSharp.torch;

namespace Hodl.Core.Tasks;

/// <summary>
/// MAML and iMAML: ω = weights of the whole net, u = each episode's own copy of them, adapted on its labelled images. MAML
/// (Finn et al., 2017) takes a few steps from u^0 = ω and differentiates through them, second-order terms kept; iMAML
/// (Rajeswaran et al., 2019) descends the cost + ½λ‖u − ω‖² and differentiates its solution by conjugate gradients; λ must outweigh the negative curvature of
/// the net's cost, or there is no such solution, and the classifier's own curvature is at most c²/2. All
/// episodes of a step go through one grouped convolution. Images are normalised over those of their episode that go through
/// together, at test too, as in MAML's own code.
/// </summary>
internal sealed class AdaptedModel : IEpisodeModel
{
    private const int Count = ConvFeatures.Weights + 1;
    private readonly FewShotSettings settings;
    private readonly FewShotData data;
    private readonly ConvFeatures net;
    private readonly Variables omega;
    private readonly bool pulled;

    /// <summary>The model of <c>maml</c> or <c>imaml</c>.</summary>
    public AdaptedModel(string method, FewShotSettings settings, FewShotData data, long seed, ScalarType dtype, Device device)
    {
        (this.settings, this.data) = (settings, data);
        pulled = method == "imaml";
        net = new(settings.Channels, settings.Downsampling, settings.FeatureLength, elementary: true);
        omega = Weights(net, data, settings, seed, dtype, device);
        var step = pulled ? Math.Min(settings.AdaptStep, 1 / (settings.Pull + (settings.FeatureLength * settings.FeatureLength / 2))) : settings.AdaptStep;
        Problem = new()
        {
            Method = new SolverMethod(omega, batch => new CostSolver(Cost(batch), step), isStationary: true),
            Loss = new FunctionLoss((u, batch) => CrossEntropy(u, Queries(batch), settings.Sharpness), needsTarget: true),
            BatchAt = t => data.At(t, settings, seed, dtype, device),
            Start = batch => Start(batch.Items),
        };
        Way = pulled ? new ConjugateGradient(new() { Steps = settings.LinearSteps, Tolerance = settings.LinearTolerance }) : new ReverseMode();
    }

    /// <inheritdoc/>
    public LearningProblem Problem { get; }

    /// <inheritdoc/>
    public IHypergradient Way { get; }

    /// <inheritdoc/>
    public int K => settings.AdaptSteps;

    /// <inheritdoc/>
    public long[][] Answers(ImageClasses set, IReadOnlyList<Episode> episodes, CancellationToken token)
    {
        using var ungraded = no_grad();
        var answers = new List<long[]>();
        foreach (var chunk in episodes.Chunk(settings.BatchSize))
        {
            using var scope = NewDisposeScope();
            var batch = Episode.Images(set, chunk, settings.Shots, omega[0].dtype, omega[0].device);
            var u = InnerLoop.Run(Problem.Method.Test(batch), Start(chunk.Length), settings.TestK == 0 ? K : settings.TestK, token: token).U;
            var guesses = Logits(u, Queries(batch)).argmax(2).cpu().ToArray<long>();
            answers.AddRange(guesses.Chunk(guesses.Length / chunk.Length));
        }

        return [.. answers];
    }

    // Whoever runs the problem disposes of its ω.
    private static Variables Weights(ConvFeatures net, FewShotData data, FewShotSettings settings, long seed, ScalarType dtype, Device device) =>
        new([.. net.Start(data.Train.Channels, seed, dtype, device), ("head", zeros([settings.Ways, net.Features(data.Train.Side)], dtype, device))]);

    private State Start(long episodes) => new([.. Enumerable.Range(0, Count).Select(i => omega[i].unsqueeze(0).expand([episodes, .. omega[i].shape]))]);

    private Func<State, Tensor> Cost(Batch batch)
    {
        var support = Grouped(batch.Input.narrow(1, 0, settings.Ways * settings.Shots));

        // The sum over the episodes' means, so that one episode's steps do not depend on how many go together.
        return u => (CrossEntropy(u, support) * u[0].shape[0]) + (pulled ? Distance(u) * (settings.Pull / 2) : 0.0);
    }

    private Tensor Queries(Batch batch)
    {
        var labelled = settings.Ways * settings.Shots;
        return Grouped(batch.Input.narrow(1, labelled, batch.Input.shape[1] - labelled));
    }

    private Tensor Distance(State u)
    {
        var sum = (u[0] - omega[0]).square().sum();
        for (var i = 1; i < Count; i++)
        {
            sum += (u[i] - omega[i]).square().sum();
        }

        return sum;
    }

    // [B, n, C, S, S] to [n, B·C, S, S].
    private static Tensor Grouped(Tensor images)
    {
        var shape = images.shape;
        return images.transpose(0, 1).reshape(shape[1], shape[0] * shape[2], shape[3], shape[4]);
    }

    // [B, n, N].
    private Tensor Logits(State u, Tensor images)
    {
        var features = net.Of([.. u.Blocks.Take(ConvFeatures.Weights)], images, (int)u[0].shape[0]).transpose(0, 1);
        return features.bmm(u[ConvFeatures.Weights].transpose(1, 2));
    }

    private Tensor CrossEntropy(State u, Tensor images, double sharpness = 1)
    {
        var labels = EpisodeHead.Labels(settings.Ways, images.shape[0] / settings.Ways, images.dtype, images.device);
        return -((Logits(u, images) * sharpness).log_softmax(2) * labels).sum(2L).mean();
    }
}
