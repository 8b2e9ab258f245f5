using Hodl.Core.Linear;
using Hodl.Core.Operators.WeightedNorms;
using Hodl.Core.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hodl.Core.Tasks;

/// <summary>
/// ω = the generator's weights; and, as persistent tensors, the discriminator's, from which the next outer step starts, with a
/// running mean of its squared gradients.
/// </summary>
internal sealed class GanVariables : LearnedModule
{
    private const double Keeping = 0.95;
    private const double Epsilon = 1e-3;
    private readonly Parameter[] generator;
    private readonly Tensor[] discriminator;
    private readonly Tensor[] squares;

    /// <summary>Takes the tensors.</summary>
    public GanVariables(IReadOnlyList<Tensor> generator, IReadOnlyList<Tensor> discriminator)
        : base(nameof(GanVariables))
    {
        this.generator = [.. generator.Select(value => Parameters.Of(value))];
        this.discriminator = [.. discriminator];
        squares = [.. discriminator.Select(value => zeros_like(value).detach())];
        for (var i = 0; i < this.generator.Length; i++)
        {
            register_parameter($"generator{i}", this.generator[i]);
        }

        for (var i = 0; i < this.discriminator.Length; i++)
        {
            register_buffer($"discriminator{i}", this.discriminator[i]);
            register_buffer($"square{i}", squares[i]);
        }
    }

    // The first gradient sets all squares; before it they are zero.
    private bool Started => squares[^1].max().to(float64).cpu().item<double>() > 0;

    /// <summary>The generator.</summary>
    public IReadOnlyList<Tensor> Generator => generator;

    /// <summary>u^0.</summary>
    public State Start() => new([.. discriminator.Select(value => value.detach().clone())]);

    /// <summary>u^K becomes the next u^0.</summary>
    public void Keep(State u)
    {
        using var ungraded = no_grad();
        for (var i = 0; i < discriminator.Length; i++)
        {
            discriminator[i].copy_(u[i]);
        }
    }

    /// <summary>
    /// G = diag(√v + ε), v the running mean of squared gradients (RMSProp's), constant within an outer step; the identity before
    /// the first one.
    /// </summary>
    public BlockDiagonal Metric() => new([.. squares.Select(square => new DiagonalMetric(Started ? square.sqrt() + Epsilon : ones_like(square)))]);

    /// <summary>v ← βv + (1 − β)g².</summary>
    public void Square(State gradient)
    {
        using var ungraded = no_grad();
        var started = Started;
        for (var i = 0; i < squares.Length; i++)
        {
            var square = gradient[i].detach().square();
            squares[i].copy_(started ? (squares[i] * Keeping) + (square * (1 - Keeping)) : square);
        }
    }
}
