using Hodl.Core.Runs;
using Hodl.Server.Store;

namespace Hodl.Server.Cli;

/// <summary>How the command line tells of a run that has ended.</summary>
internal interface IRunReport
{
    /// <summary>Writes what came of it.</summary>
    void Write(RunStore store, RunRow run);
}
