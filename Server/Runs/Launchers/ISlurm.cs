namespace Hodl.Server.Runs.Launchers;

/// <summary>A cluster's commands.</summary>
public interface ISlurm
{
    /// <summary>Submits a batch script.</summary>
    /// <returns>The job's number.</returns>
    /// <exception cref="SlurmException">It is refused, or nobody answers.</exception>
    string Submit(IReadOnlyList<string> options, string script);

    /// <summary>Every job that the cluster knows, also those that ended lately.</summary>
    /// <exception cref="SlurmException">Nobody answers.</exception>
    IReadOnlyList<SlurmJob> Jobs();

    /// <summary>One job; null when the cluster knows it no more.</summary>
    /// <exception cref="SlurmException">Nobody answers.</exception>
    SlurmJob? Job(string id);

    /// <summary>Cancels jobs.</summary>
    /// <exception cref="SlurmException">Nobody answers.</exception>
    void Cancel(IReadOnlyList<string> ids);

    /// <summary>The partitions.</summary>
    /// <exception cref="SlurmException">Nobody answers.</exception>
    IReadOnlyList<SlurmPartition> Partitions();
}
