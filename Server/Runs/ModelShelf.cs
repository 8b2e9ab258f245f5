using System.Text.Json;
using System.Text.Json.Nodes;
using Hodl.Core.Imaging;
using Hodl.Core.Runs;
using Hodl.Core.Tasks;
using Hodl.Core.Torch;
using Hodl.Core.Training;
using Hodl.Server.Store;

namespace Hodl.Server.Runs;

/// <summary>Trained ω of finished runs: named, exported, imported, applied to images.</summary>
/// <param name="runs">The runs.</param>
/// <param name="models">The models.</param>
/// <param name="planner">Knows the tasks and what their settings allow.</param>
public sealed class ModelShelf(RunStore runs, ModelStore models, RunPlanner planner)
{
    private const int Probe = 32;

    /// <summary>Why the ω of a run cannot be kept as a model; null when it can.</summary>
    public string? Refuse(RunRow run) =>
        run.External ? "It was computed elsewhere, and no ω came with it."
        : planner.Find(run.Task) is not IRestores task ? "Its task restores no images."
        : run.State != RunState.Finished ? "It has not finished."
        : Settings(run, task) is not { } settings ? "This version cannot read its settings."
        : task.RefuseModel(run.Method, settings);

    /// <summary>The task that applies a model; null when this version has none.</summary>
    public IRestores? Task(StoredModel model) => planner.Find(model.Task) as IRestores;

    /// <summary>Keeps the ω of a finished run under a name.</summary>
    /// <returns>The model's id.</returns>
    /// <exception cref="InvalidModelException">There is none, or it cannot be applied.</exception>
    public long Keep(long run, string name, string person = "")
    {
        var row = runs.Find(run) ?? throw new InvalidModelException($"There is no run {run}.");
        if (Refuse(row) is { } reason)
        {
            throw new InvalidModelException($"The ω of run {run} cannot be kept as a model: {reason}");
        }

        var checkpoint = runs.Checkpoint(run) ?? throw new InvalidModelException($"Run {run} left no ω.");
        var spec = RunStarter.Spec(row, planner.Find(row.Task)!);
        return models.Add(Named(name, $"{row.Task} {row.Method}, run {run}"), TrainedModel.Of(spec, checkpoint), run, checkpoint.Step, person);
    }

    /// <summary>The model as a zip of safetensors and settings.</summary>
    /// <exception cref="InvalidModelException">There is no such model.</exception>
    public byte[] Export(long id) => ModelFile.Write(Found(id), models.Omega(id)!);

    /// <summary>Takes an exported model in, after one small image went through it.</summary>
    /// <returns>The model's id.</returns>
    /// <exception cref="InvalidModelException">The file is no model, or not one that this version can apply.</exception>
    public long Import(Stream file, CancellationToken token, string person = "")
    {
        var (about, tensors) = ModelFile.Read(file);
        var id = Text(about, "task");
        if (planner.Find(id) is not IRestores task)
        {
            throw new InvalidModelException($"It belongs to the task “{id}”, which restores no images in this version.");
        }

        try
        {
            var spec = new RunSpec
            {
                Task = id,
                Method = Text(about, "method"),
                Preset = Text(about, "preset"),
                Seed = about["seed"]?.GetValue<long>() ?? 1,
                Settings = StoreJson.ReadSettings(about["settings"]?.ToJsonString() ?? "{}", task.SettingsType),
            };
            if (planner.Check(spec) is { Count: > 0 } errors)
            {
                throw new InvalidModelException($"Its settings are not allowed: {string.Join(" ", errors)}");
            }

            if (task.RefuseModel(spec.Method, spec.Settings) is { } reason)
            {
                throw new InvalidModelException($"It cannot be applied: {reason}");
            }

            var model = TrainedModel.Of(spec, tensors);
            task.Restore(Here(model), new Image(Probe, Probe, 1, new float[Probe * Probe]), token);
            return models.Add(Named(Text(about, "name"), "imported model"), model, null, about["step"]?.GetValue<long>() ?? 0, person);
        }
        catch (Exception exception) when (exception is InvalidDataException or JsonException or FormatException or InvalidOperationException or TorchException)
        {
            throw new InvalidModelException($"The file is no model that this version can apply: {exception.Message}", exception);
        }
    }

    /// <summary>Applies a model on the calling thread.</summary>
    /// <exception cref="InvalidModelException">There is no such model, or this version cannot apply it.</exception>
    /// <exception cref="OperationCanceledException">The token asked to stop.</exception>
    public Image Restore(long id, Image input, CancellationToken token)
    {
        var found = Found(id);
        var task = Task(found) ?? throw new InvalidModelException($"This version has no task {found.Task} that restores images.");
        try
        {
            var spec = new RunSpec
            {
                Task = found.Task,
                Method = found.Method,
                Preset = found.Preset,
                Seed = found.Seed,
                Settings = StoreJson.ReadSettings(found.SettingsJson, task.SettingsType),
            };
            return task.Restore(Here(new TrainedModel(spec, models.Omega(id)!)), input, token);
        }
        catch (Exception exception) when (exception is InvalidDataException or JsonException or TorchException)
        {
            throw new InvalidModelException($"The model cannot be applied: {exception.Message}", exception);
        }
    }

    // Trained on a GPU, applied wherever this is.
    private static TrainedModel Here(TrainedModel model) =>
        model.Spec.Settings.Device == "cpu" || EnvironmentProbe.Gpu().Available is true ? model
        : model with { Spec = model.Spec with { Settings = model.Spec.Settings with { Device = "cpu" } } };

    private static string Text(JsonObject about, string name) => about[name]?.ToString() ?? "";

    private static string Named(string name, string otherwise) => name.Trim() is { Length: > 0 } given ? given[..Math.Min(120, given.Length)] : otherwise;

    private StoredModel Found(long id) => models.Find(id) ?? throw new InvalidModelException($"There is no model {id}.");

    private static TaskSettings? Settings(RunRow run, ITask task)
    {
        try
        {
            return StoreJson.ReadSettings(run.SettingsJson, task.SettingsType);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
