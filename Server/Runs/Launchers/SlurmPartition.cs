namespace Hodl.Server.Runs.Launchers;

/// <summary>A partition of the cluster; 0 where it sets no limit.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsDefault">Whether it takes jobs that name none.</param>
/// <param name="IsUp">Whether it takes jobs.</param>
/// <param name="Minutes">Longest time.</param>
/// <param name="Gpus">GPUs of its largest node.</param>
/// <param name="MemoryMib">Memory of its largest node.</param>
/// <param name="Cores">Cores of its largest node.</param>
public sealed record SlurmPartition(string Name, bool IsDefault, bool IsUp, int Minutes, int Gpus, int MemoryMib, int Cores);
