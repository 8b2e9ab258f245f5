using static TorchSharp.torch;

namespace Hodl.Core.Linear;

/// <summary>
/// The optimization variable u: a tuple of blocks, every block batch first ([B, …]). u alone for PG, (u, λ) for ALM,
/// (u_b, u_r, v_b, v_r, λ_b, λ_r) for rain. A state never changes; arithmetic gives a new one.
/// </summary>
public sealed class State : IDisposable
{
    private readonly Tensor[] blocks;

    /// <summary>A state of the given blocks, in order.</summary>
    /// <exception cref="ArgumentException">No block was given.</exception>
    public State(params Tensor[] blocks)
    {
        if (blocks.Length == 0)
        {
            throw new ArgumentException("A state has at least one block.", nameof(blocks));
        }

        this.blocks = blocks;
    }

    /// <summary>Number of blocks.</summary>
    public int Count => blocks.Length;

    /// <summary>Items in the batch, B.</summary>
    public long Items => blocks[0].shape[0];

    /// <summary>The blocks in order.</summary>
    public IReadOnlyList<Tensor> Blocks => blocks;

    /// <summary>Block <paramref name="index"/>, [B, …].</summary>
    public Tensor this[int index] => blocks[index];

    /// <summary>u + v.</summary>
    public static State operator +(State u, State v) => u.Zip(v, (a, b) => a + b);

    /// <summary>u − v.</summary>
    public static State operator -(State u, State v) => u.Zip(v, (a, b) => a - b);

    /// <summary>s·u.</summary>
    public static State operator *(double s, State u) => u.Map(a => a * s);

    /// <summary>u + s·v, in one pass over each block.</summary>
    public State Add(State v, double s) => Zip(v, (a, b) => a.add(b, s));

    /// <summary>Applies a function to every block.</summary>
    public State Map(Func<Tensor, Tensor> function) => new(Array.ConvertAll(blocks, block => function(block)));

    /// <summary>Combines blocks of equal index.</summary>
    /// <exception cref="ArgumentException">The states have different numbers of blocks.</exception>
    public State Zip(State other, Func<Tensor, Tensor, Tensor> function)
    {
        if (other.Count != Count)
        {
            throw new ArgumentException($"A state of {Count} blocks meets one of {other.Count}.", nameof(other));
        }

        var result = new Tensor[Count];
        for (var i = 0; i < Count; i++)
        {
            result[i] = function(blocks[i], other[i]);
        }

        return new(result);
    }

    /// <summary>The same state with block <paramref name="index"/> replaced.</summary>
    public State With(int index, Tensor block)
    {
        var result = (Tensor[])blocks.Clone();
        result[index] = block;
        return new(result);
    }

    /// <summary>⟨u, v⟩ summed over blocks and the whole batch; a scalar tensor.</summary>
    public Tensor Inner(State v)
    {
        var sum = (blocks[0] * v[0]).sum();
        for (var i = 1; i < Count; i++)
        {
            sum = sum + (blocks[i] * v[i]).sum();
        }

        return sum;
    }

    /// <summary>⟨u, v⟩ as a number.</summary>
    public double Dot(State v) => Inner(v).to(float64).cpu().item<double>();

    /// <summary>‖u‖₂ over blocks and batch; a scalar tensor. For reporting: its derivative at 0 is not defined.</summary>
    public Tensor Norm() => Inner(this).sqrt();

    /// <summary>The same values outside of the autograd graph.</summary>
    public State Detach() => Map(block => block.detach());

    /// <summary>Hands every block to the enclosing dispose scope.</summary>
    public State MoveToOuterDisposeScope()
    {
        foreach (var block in blocks)
        {
            block.MoveToOuterDisposeScope();
        }

        return this;
    }

    /// <summary>Releases the handles of all blocks that neither state shares.</summary>
    public void DisposeUnlessShared(State kept, State other)
    {
        foreach (var block in blocks)
        {
            if (!kept.Holds(block) && !other.Holds(block))
            {
                block.Dispose();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var block in blocks)
        {
            block.Dispose();
        }
    }

    // Equality of tensors is by value.
    private bool Holds(Tensor block) => Array.Exists(blocks, own => ReferenceEquals(own, block));
}
