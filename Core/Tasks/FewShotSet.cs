namespace Hodl.Core.Tasks;

/// <summary>Images that few-shot episodes are drawn from.</summary>
public enum FewShotSet
{
    /// <summary>Handwritten characters.</summary>
    Omniglot,

    /// <summary>Photographs.</summary>
    MiniImageNet,

    /// <summary>Invented characters.</summary>
    Generated,
}
