namespace Hodl.Core.Metrics;

/// <summary>The network whose features LPIPS compares.</summary>
public enum LpipsBackbone
{
    /// <summary>AlexNet, what the authors recommend; <c>lpips_alex</c>.</summary>
    Alex,

    /// <summary>VGG16; <c>lpips_vgg</c>.</summary>
    Vgg,

    /// <summary>SqueezeNet 1.1, the smallest; <c>lpips_squeeze</c>.</summary>
    Squeeze,
}
