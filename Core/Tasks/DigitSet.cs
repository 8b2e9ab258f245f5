namespace Hodl.Core.Tasks;

/// <summary>Images of ten classes for hyper-cleaning.</summary>
public enum DigitSet
{
    /// <summary>MNIST.</summary>
    Mnist,

    /// <summary>Fashion-MNIST.</summary>
    FashionMnist,

    /// <summary>Drawn digits.</summary>
    Generated,
}
