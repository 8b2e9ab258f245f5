using Hodl.Core.Data;
using Hodl.Core.Random;
using Hodl.Core.Runs;
using Hodl.Core.Solvers;
using static TorchSharp.torch;

namespace Hodl.Core.Tasks;

/// <summary>
/// The samples of a hyper-cleaning run: training images whose labels are partly replaced at random, validation and test
/// images with true labels. Pixels in [0, 1] minus the training set's mean image.
/// </summary>
internal sealed class CleaningData
{
    private readonly float[] mean;

    /// <summary>Draws train and validation from the training file without overlap, test from the start of the test file.</summary>
    public CleaningData(LabelledImages pool, LabelledImages test, HyperCleaningSettings settings, long seed)
    {
        var random = new Philox((ulong)seed, 0);
        var order = random.Permutation(pool.Count);
        Train = pool.Take(order[..settings.TrainItems]);
        Validation = pool.Take(order[settings.TrainItems..(settings.TrainItems + settings.ValidationItems)]);
        Test = test.Take([.. Enumerable.Range(0, Math.Min(settings.TestItems, test.Count))]);
        Given = (byte[])Train.Labels.Clone();
        foreach (var item in random.Permutation(Train.Count)[..(int)Math.Round(settings.Corrupted * Train.Count)])
        {
            Given[item] = (byte)random.Next(LabelledImages.Classes);
        }

        mean = new float[LabelledImages.Size];
        for (var at = 0; at < Train.Pixels.Length; at++)
        {
            mean[at % mean.Length] += Train.Pixels[at] / 255f / Train.Count;
        }
    }

    /// <summary>Training samples with their true labels.</summary>
    public LabelledImages Train { get; }

    /// <summary>Validation samples.</summary>
    public LabelledImages Validation { get; }

    /// <summary>Test samples.</summary>
    public LabelledImages Test { get; }

    /// <summary>The labels that training sees.</summary>
    public byte[] Given { get; }

    /// <summary>Whether a training label is the true one.</summary>
    public bool IsClean(int item) => Given[item] == Train.Labels[item];

    /// <summary>Images as rows, [n, 784].</summary>
    public Tensor Images(LabelledImages set, ScalarType dtype, Device device)
    {
        var values = new float[set.Pixels.Length];
        for (var at = 0; at < values.Length; at++)
        {
            values[at] = (set.Pixels[at] / 255f) - mean[at % mean.Length];
        }

        return tensor(values, [set.Count, LabelledImages.Size]).to(dtype).to(device);
    }

    /// <summary>Labels as unit vectors, [n, 10].</summary>
    public static Tensor Labels(byte[] labels, ScalarType dtype, Device device)
    {
        var values = new float[labels.Length * LabelledImages.Classes];
        for (var i = 0; i < labels.Length; i++)
        {
            values[(i * LabelledImages.Classes) + labels[i]] = 1;
        }

        return tensor(values, [labels.Length, LabelledImages.Classes]).to(dtype).to(device);
    }

    /// <summary>The data of a run, generated where the files are absent.</summary>
    /// <returns>The data, and whether the files were there.</returns>
    public static (CleaningData Data, bool Found) Of(string root, HyperCleaningSettings settings, long seed, CancellationToken token)
    {
        var (folder, name) = settings.Dataset == DigitSet.FashionMnist ? ("fashion-mnist", "Fashion-MNIST") : ("mnist", "MNIST");
        if (settings.Dataset != DigitSet.Generated && DataRoot.Find(root, folder) is { } found)
        {
            return (new(LabelledImages.Load(name, found, "train"), LabelledImages.Load(name, found, "t10k"), settings, seed), true);
        }

        var pool = DrawnDigits.Draw(settings.TrainItems + settings.ValidationItems, (ulong)StepSeed.Of(seed, -11), token);
        return (new(pool, DrawnDigits.Draw(settings.TestItems, (ulong)StepSeed.Of(seed, -12), token), settings, seed), settings.Dataset == DigitSet.Generated);
    }

    /// <summary>Names the sets.</summary>
    public void Tell(IRunObserver observer)
    {
        observer.OnData(new(Train.Name, (Train with { Labels = Given }).Sha256, Train.Count, "train"));
        observer.OnData(new(Validation.Name, Validation.Sha256, Validation.Count, "validation"));
        observer.OnData(new(Test.Name, Test.Sha256, Test.Count, "test"));
    }
}
