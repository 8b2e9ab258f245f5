using static TorchSharp.torch;

namespace Hodl.Core.Metrics;

/// <summary>RGB images [B, 3, H, W] whose nominal range is [−1, 1], what LPIPS was trained on.</summary>
/// <param name="Values">[B, 3, H, W].</param>
public readonly record struct SignedPixels(Tensor Values);
