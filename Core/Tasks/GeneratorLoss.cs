namespace Hodl.Core.Tasks;

/// <summary>What the generator descends where the discriminator is a classifier.</summary>
public enum GeneratorLoss
{
    /// <summary>−Φ, the other side of the discriminator's loss: the game as it is defined.</summary>
    Minimax,

    /// <summary>mean −log σ(D(G(z))): does not saturate while the discriminator is far ahead.</summary>
    NonSaturating,
}
