namespace Hodl.Core.Tasks;

/// <summary>What stands between the two layers of the classifier.</summary>
public enum HiddenLayer
{
    /// <summary>Nothing: the net of the published code, 784-300-10 without activation.</summary>
    Linear,

    /// <summary>ReLU.</summary>
    Relu,
}
