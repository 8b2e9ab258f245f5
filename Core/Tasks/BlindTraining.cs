namespace Hodl.Core.Tasks;

/// <summary>What supervised tuning of <see cref="BlindDenoising"/> learns from.</summary>
public enum BlindTraining
{
    /// <summary>The truth of the test image itself: the best that the denoiser can do on it.</summary>
    TestImage,

    /// <summary>Patches of BSD400.</summary>
    Patches,
}
