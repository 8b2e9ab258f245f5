using Hodl.Core.Linear;
using static TorchSharp.torch;

namespace Hodl.Core.Tasks;

/// <summary>
/// The lower level of B episodes at fixed features: u = W [B, N, D], logits ⟨W_n, f⟩,
/// Φ(u, ω) = Σ_b (mean CE over the labelled images of episode b + ½ρ‖W_b‖²), and ℓ(u, ω) = mean CE of the logits times τ over all
/// queries. Features of length c give ‖∇²_uΦ‖ ≤ c²/2 + ρ and ‖∇²_uℓ‖ ≤ τ²c²/(2B), since softmax has curvature at most ½.
/// </summary>
/// <param name="features">[B, N(M+Q), D], labelled ones first.</param>
/// <param name="ways">N.</param>
/// <param name="shots">M.</param>
/// <param name="decay">ρ.</param>
/// <param name="sharpness">τ.</param>
public sealed class EpisodeHead(Tensor features, int ways, int shots, double decay, double sharpness = 1)
{
    private readonly Tensor support = features.narrow(1, 0, ways * shots);
    private readonly Tensor queries = features.narrow(1, ways * shots, features.shape[1] - (ways * shots));

    private readonly Tensor supportLabels = Labels(ways, shots, features.dtype, features.device);
    private readonly Tensor queryLabels = Labels(ways, (features.shape[1] / ways) - shots, features.dtype, features.device);

    /// <summary>B.</summary>
    public long Episodes => features.shape[0];

    /// <summary>Query images of each class.</summary>
    public long Queries => queries.shape[1] / ways;

    /// <summary>Φ.</summary>
    public Tensor Cost(State u) =>
        (CrossEntropy(u[0], support, supportLabels).sum() / support.shape[1]) + (u[0].square().sum() * (decay / 2));

    /// <summary>∇_uΦ.</summary>
    public State Gradient(State u) => new(Slope(u[0], support, supportLabels, 1.0 / support.shape[1]).add(u[0], decay));

    /// <summary>ℓ.</summary>
    public Tensor Loss(State u) => CrossEntropy(u[0] * sharpness, queries, queryLabels).mean();

    /// <summary>∇_uℓ.</summary>
    public State LossGradient(State u) => new(Slope(u[0] * sharpness, queries, queryLabels, sharpness / (Episodes * queries.shape[1])));

    /// <summary>Logits of the queries, [B, NQ, N].</summary>
    public Tensor Logits(State u) => queries.bmm(u[0].transpose(1, 2));

    /// <summary>u^0 = 0.</summary>
    public State Zero() => new(zeros([Episodes, ways, features.shape[2]], features.dtype, features.device));

    /// <summary>Labels of images that are ordered by class, as unit vectors [N·each, N].</summary>
    public static Tensor Labels(int ways, long each, ScalarType dtype, Device device) =>
        eye(ways, dtype: dtype, device: device).repeat_interleave(each, 0);

    private static Tensor CrossEntropy(Tensor w, Tensor f, Tensor labels) => -(f.bmm(w.transpose(1, 2)).log_softmax(2) * labels).sum(2L);

    private static Tensor Slope(Tensor w, Tensor f, Tensor labels, double scale) =>
        ((f.bmm(w.transpose(1, 2)).softmax(2) - labels) * scale).transpose(1, 2).bmm(f);
}
