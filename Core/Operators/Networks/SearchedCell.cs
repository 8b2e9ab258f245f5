using Hodl.Core.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hodl.Core.Operators.Networks;

/// <summary>
/// A cell whose architecture is learned by continuous relaxation (Liu et al., DARTS, ICLR 2019): node 0 is the input, node j
/// the average over all earlier nodes i of Σ_o softmax(α_ij)_o o(x_i), o over <see cref="SearchOperation"/>; the output is the
/// average of nodes 1…N. After <see cref="Discretize"/> each edge keeps the operation with the largest weight. Convolutions
/// are divided by max(1, norm) (<see cref="ConvolutionNorm.Anywhere"/>, any dilation) and followed by a leaky ReLU, so every
/// operation, every mixture on the simplex and every average is 1-Lipschitz: before and after discretisation.
/// </summary>
public sealed class SearchedCell : LearnedModule
{
    private const int Grid = 8;
    private const double Leak = 0.2;
    private static readonly SearchOperation[] Operations = Enum.GetValues<SearchOperation>();
    private readonly List<(int From, int To)> edges = [];
    private readonly List<Dictionary<SearchOperation, (Parameter Kernel, Parameter Bias)>> weights = [];
    private readonly Parameter alpha;
    private readonly Tensor choice;
    private readonly int nodes;

    /// <summary>A cell with its own ω, its architecture open.</summary>
    /// <param name="channels">Channels of every node.</param>
    /// <param name="nodes">N ≥ 1.</param>
    /// <param name="random">Source of the start's kernels; on the CPU.</param>
    /// <param name="dtype">Type of ω.</param>
    /// <param name="device">Place of ω.</param>
    public SearchedCell(long channels, int nodes, Generator random, ScalarType dtype, Device device)
        : base(nameof(SearchedCell))
    {
        this.nodes = nodes;
        using var ungraded = no_grad();
        using var scope = NewDisposeScope();
        for (var to = 1; to <= nodes; to++)
        {
            for (var from = 0; from < to; from++)
            {
                edges.Add((from, to));
                weights.Add(Operations.Where(o => o != SearchOperation.Skip).ToDictionary(o => o, o => Weights(from, to, o)));
            }
        }

        alpha = Parameters.Of((randn([edges.Count, Operations.Length], dtype: float64, generator: random) * 1e-3).to(dtype).to(device));
        choice = full([edges.Count], -1, int64).to(device);
        register_parameter("alpha", alpha);
        register_buffer("choice", choice);
        alpha.DetachFromDisposeScope();
        choice.DetachFromDisposeScope();

        (Parameter, Parameter) Weights(int from, int to, SearchOperation operation)
        {
            var side = operation is SearchOperation.Convolution1 or SearchOperation.Residual1 ? 1 : 3;
            var kernel = Parameters.Of((randn([channels, channels, side, side], dtype: float64, generator: random) / Math.Sqrt(channels * side * side)).to(dtype).to(device));
            var bias = Parameters.Of((randn([channels], dtype: float64, generator: random) * 0.01).to(dtype).to(device));
            register_parameter($"edge{from}{to}_{operation}", kernel);
            register_parameter($"edge{from}{to}_{operation}_bias", bias);
            kernel.DetachFromDisposeScope();
            bias.DetachFromDisposeScope();
            return (kernel, bias);
        }
    }

    /// <summary>Whether every edge has its one operation.</summary>
    public bool IsDiscrete => choice[0].cpu().item<long>() >= 0;

    /// <summary>Keeps on each edge the operation with the largest weight; ω's other kernels are read no more. Later calls change nothing.</summary>
    public void Discretize()
    {
        if (!IsDiscrete)
        {
            using var ungraded = no_grad();
            using var scope = NewDisposeScope();
            choice.copy_(alpha.argmax(1));
        }
    }

    /// <summary>The architecture, or while it is open what it would be now.</summary>
    public IReadOnlyList<SearchEdge> Architecture()
    {
        using var ungraded = no_grad();
        using var scope = NewDisposeScope();
        var share = alpha.softmax(1).to(float64).cpu().contiguous().ToArray<double>();
        var kept = (IsDiscrete ? choice : alpha.argmax(1)).cpu().contiguous().ToArray<long>();
        return [.. edges.Select((edge, i) => new SearchEdge(edge.From, edge.To, Operations[kept[i]], share[(i * Operations.Length) + kept[i]]))];
    }

    /// <summary>The cell at the present ω: [B, channels, H, W] to the same.</summary>
    public Func<Tensor, Tensor> Bind()
    {
        var share = alpha.softmax(1);
        long[]? kept = IsDiscrete ? choice.cpu().contiguous().ToArray<long>() : null;
        Func<Tensor, Tensor>[] bound = [.. edges.Select((_, i) => kept is null ? Mixture(i) : Operation(i, Operations[kept[i]]))];
        return x =>
        {
            var values = new List<Tensor> { x };
            var edge = 0;
            for (var to = 1; to <= nodes; to++)
            {
                var sum = bound[edge++](values[0]);
                for (var from = 1; from < to; from++)
                {
                    sum = sum + bound[edge++](values[from]);
                }

                values.Add(sum * (1.0 / to));
            }

            return values.Skip(1).Aggregate((a, b) => a + b) * (1.0 / nodes);
        };

        Func<Tensor, Tensor> Mixture(int edge)
        {
            var parts = Operations.Select((operation, o) => (Apply: Operation(edge, operation), Share: share[edge, o])).ToArray();
            return x => parts.Select(part => part.Apply(x) * part.Share).Aggregate((a, b) => a + b);
        }
    }

    private Func<Tensor, Tensor> Operation(int edge, SearchOperation operation)
    {
        if (operation == SearchOperation.Skip)
        {
            return x => x;
        }

        var (kernel, bias) = weights[edge][operation];
        var within = kernel / ConvolutionNorm.Anywhere(kernel, Grid).clamp_min(1.0);
        var dilation = operation is SearchOperation.Dilated3 or SearchOperation.ResidualDilated3 ? 2 : 1;
        var reach = kernel.shape[2] / 2 * dilation;
        Tensor Convolved(Tensor x) => nn.functional.leaky_relu(nn.functional.conv2d(x, within, bias, padding: [reach, reach], dilation: [dilation, dilation]), Leak);
        return operation is SearchOperation.Residual1 or SearchOperation.Residual3 or SearchOperation.ResidualDilated3
            ? x => (x + Convolved(x)) * 0.5
            : Convolved;
    }
}
