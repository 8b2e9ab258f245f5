using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hodl.Core.Training;

/// <summary>A second set of values of ω: a running average, or the best so far. Tensors, so that a checkpoint can hold them.</summary>
public sealed class OmegaCopy : IDisposable
{
    private readonly (string Name, Parameter Value)[] omega;
    private readonly Tensor[] values;

    /// <summary>A copy of ω as it is.</summary>
    public OmegaCopy(nn.Module omega)
    {
        using var ungraded = no_grad();
        this.omega = [.. omega.named_parameters().Select(pair => (pair.Item1, pair.Item2))];
        values = [.. this.omega.Select(pair => pair.Value.detach().clone().DetachFromDisposeScope())];
    }

    /// <summary>Names within ω, and the values here.</summary>
    public IEnumerable<(string Name, Tensor Value)> Named => omega.Select((pair, i) => (pair.Name, values[i]));

    /// <summary>Takes ω's present values over.</summary>
    public void Take() => Each((own, theirs) => own.copy_(theirs));

    /// <summary>ω̄ ← dω̄ + (1 − d)ω.</summary>
    /// <param name="decay">d ∈ [0, 1).</param>
    public void Average(double decay) => Each((own, theirs) => own.mul_(decay).add_(theirs, 1 - decay));

    /// <summary>Gives ω the values here, for good.</summary>
    public void Put() => Each((own, theirs) => theirs.copy_(own));

    /// <summary>Gives ω the values here and these ω's, until the result is disposed.</summary>
    public IDisposable Exchange()
    {
        Swap();
        return new Back(this);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var value in values)
        {
            value.Dispose();
        }
    }

    private void Swap() => Each((own, theirs) =>
    {
        using var kept = own.clone();
        own.copy_(theirs);
        theirs.copy_(kept);
    });

    private void Each(Action<Tensor, Tensor> change)
    {
        using var ungraded = no_grad();
        using var scope = NewDisposeScope();
        for (var i = 0; i < values.Length; i++)
        {
            change(values[i], omega[i].Value);
        }
    }

    private sealed class Back(OmegaCopy copy) : IDisposable
    {
        public void Dispose() => copy.Swap();
    }
}
