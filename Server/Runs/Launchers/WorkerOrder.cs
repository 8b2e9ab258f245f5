using System.Text.Json;
using Hodl.Core.Runs;
using Hodl.Server.Store;

namespace Hodl.Server.Runs.Launchers;

/// <summary>What a worker is to compute; it needs nothing else but the data.</summary>
/// <param name="Id">The run.</param>
/// <param name="Attempt">The number of the attempt.</param>
/// <param name="Folder">Where the run is written.</param>
/// <param name="Data">Folder with the data sets.</param>
/// <param name="Spec">What is computed, as <see cref="SpecText"/> writes it.</param>
internal sealed record WorkerOrder(long Id, int Attempt, string Folder, string Data, string Spec)
{
    private const string FileName = "order.json";

    /// <summary>Keeps the order in the run's folder, for a job that starts some day.</summary>
    public void Write()
    {
        Directory.CreateDirectory(Folder);
        Disk.Write(Path.Combine(Folder, FileName), JsonSerializer.SerializeToUtf8Bytes(this, StoreJson.Options));
    }

    /// <summary>The order of a run's folder, wherever that is mounted.</summary>
    public static WorkerOrder Read(string folder) => JsonSerializer.Deserialize<WorkerOrder>(
        File.ReadAllBytes(Path.Combine(folder, FileName)), StoreJson.Options)! with
    { Folder = folder };
}
