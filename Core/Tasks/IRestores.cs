using Hodl.Core.Imaging;
using Hodl.Core.Runs;
using Hodl.Core.Training;

namespace Hodl.Core.Tasks;

/// <summary>
/// A task whose trained ω can be put to work on images that no run has seen. The whole seam between a vision task and the
/// page of models: nothing else needs to be known of the task.
/// </summary>
public interface IRestores : ITask
{
    /// <summary>What it takes from an image and gives back, in a line: <c>Removes salt-and-pepper noise; colour becomes gray.</c></summary>
    string Restores { get; }

    /// <summary>Why ω of this method and these settings cannot be applied to an image; null when it can.</summary>
    string? RefuseModel(string method, TaskSettings settings);

    /// <summary>Applies the model to an image as it is; nothing is added to it. Computes on the calling thread.</summary>
    /// <param name="model">Of this task, not refused.</param>
    /// <param name="input">Any size, gray or RGB, range [0, 1].</param>
    /// <param name="token">Looked at once an inner step.</param>
    /// <returns>As high and wide as the input, range [0, 1].</returns>
    /// <exception cref="InvalidDataException">ω does not fit the settings.</exception>
    /// <exception cref="OperationCanceledException">The token asked to stop.</exception>
    Image Restore(TrainedModel model, Image input, CancellationToken token);
}
