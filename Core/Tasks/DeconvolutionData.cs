using Hodl.Core.Data;
using Hodl.Core.Imaging;
using Hodl.Core.Operators.Numerical;
using Hodl.Core.Random;
using Hodl.Core.Runs;
using Hodl.Core.Solvers;
using static TorchSharp.torch;

namespace Hodl.Core.Tasks;

/// <summary>Images, kernel and batches of <see cref="Deconvolution"/>.</summary>
public sealed class DeconvolutionData
{
    private const int ValidationSide = 256;
    private const double MostLevel = 50.0 / 255;  // of a denoiser's training; log-uniform levels ended 0.3 dB lower
    private readonly DeconvolutionSettings settings;
    private readonly DegradedPatches patches;
    private readonly long seed;

    /// <summary>Reads what a run needs, and says to its observer what that is.</summary>
    public DeconvolutionData(RunContext run, DeconvolutionSettings settings, ScalarType dtype, Device device, CancellationToken token)
    {
        (this.settings, seed) = (settings, run.Spec.Seed);
        var blur = Kernel(run, settings);
        Kernel2d = tensor(blur.Weights.ToArray(), [blur.Height, blur.Width]).to(dtype).to(device);
        var train = ColourImages.Load(run, settings.TrainData, "train", 12, token);
        var test = run.Capture is null ? ColourImages.Load(run, settings.TestData, "test", 3, token) : train with { Images = [] }; // a certificate tests nothing
        if (settings.ValidationImages >= train.Images.Count)
        {
            throw new InvalidDataException($"Validation images ({settings.ValidationImages}) must be fewer than the {train.Images.Count} training images.");
        }

        patches = new([.. train.Images.SkipLast(settings.ValidationImages).Select(named => named.Image)], settings.PatchSide, (ulong)seed, (image, _) => image);
        Test = [.. test.Images.Select((named, index) => Degraded(named, blur, int.MaxValue, (ulong)index))];
        Validation = [.. train.Images.TakeLast(settings.ValidationImages).Select((named, index) => Degraded(named, blur, ValidationSide, (1UL << 32) + (ulong)index))];
    }

    private DeconvolutionData(DeconvolutionData other, ScalarType dtype, Device device)
    {
        (settings, patches, seed, Test, Validation) = (other.settings, other.patches, other.seed, other.Test, other.Validation);
        Kernel2d = other.Kernel2d.to(dtype).to(device);
    }

    /// <summary>Q, [kh, kw].</summary>
    public Tensor Kernel2d { get; }

    /// <summary>Test images with their measurements; a function of the seed alone.</summary>
    public IReadOnlyList<PairedImage> Test { get; }

    /// <summary>Parts of held-out training images, likewise.</summary>
    public IReadOnlyList<PairedImage> Validation { get; }

    /// <summary>The same data with kernel and batches of another type, elsewhere.</summary>
    public DeconvolutionData In(ScalarType dtype, Device device) => new(this, dtype, device);

    /// <summary>Batch t: blurred and noisy patches; where the denoiser is trained alone noisy ones with their level σ ∈ [0, 50/255] as a last channel.</summary>
    public Batch At(string method, long t)
    {
        var clean = patches.At(t, settings.BatchSize, Kernel2d.dtype, Kernel2d.device).Target!;
        using var random = new Generator(StepSeed.Of(seed, t));
        Tensor Noise(params long[] shape) => randn(shape, dtype: float64, generator: random).to(clean.dtype).to(clean.device);
        if (method == "ena" || t <= settings.FirstStage(method))
        {
            var level = (rand([clean.shape[0], 1, 1, 1], dtype: float64, generator: random) * MostLevel).to(clean.dtype).to(clean.device);
            var map = level.expand(clean.shape[0], 1, clean.shape[2], clean.shape[3]);
            return new(cat([clean + (Noise(clean.shape) * level), map], 1), clean) { Alone = true };
        }

        var blurred = new CircularConvolution(Kernel2d, clean.shape[2], clean.shape[3]).Apply(clean);
        return new(blurred + (Noise(clean.shape) * settings.NoiseLevel), clean);
    }

    // Sides are multiples that the wavelet transform can halve.
    private PairedImage Degraded(NamedImage named, BlurKernel blur, int most, ulong stream)
    {
        var step = 1 << settings.Levels;
        var clean = named.Image.Crop(0, 0, Math.Min(most, named.Image.Height) / step * step, Math.Min(most, named.Image.Width) / step * step);
        return new(named.Name, Degradation.BlurAndNoise(clean, blur, Border.Circular, settings.NoiseLevel, new Philox((ulong)seed, (1UL << 48) + stream)), clean);
    }

    private static BlurKernel Kernel(RunContext run, DeconvolutionSettings settings)
    {
        if (DataRoot.Find(run.DataRoot, settings.KernelData) is { } folder)
        {
            var set = KernelFolder.Load(folder);
            run.Observer.OnData(set.Used());
            return settings.Kernel <= set.Kernels.Count ? set.Kernels[settings.Kernel - 1]
                : throw new InvalidDataException($"Kernel {settings.Kernel} was asked for; {folder} holds {set.Kernels.Count}.");
        }

        const int side = 17;
        run.Observer.OnLog(new(LogSeverity.Warning, 0, $"There is no folder {settings.KernelData} below the data folder; the kernel is a Gaussian of {side}×{side}, standard deviation 2."));
        static double Weight(int i) => Math.Exp(-((i - (side / 2)) * (i - (side / 2))) / 8.0);
        return new(side, side, [.. Enumerable.Range(0, side * side).Select(i => Weight(i / side) * Weight(i % side))]);
    }
}
