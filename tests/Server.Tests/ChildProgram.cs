using Hodl.Core.Tasks;
using Hodl.Server.Cli;

namespace Hodl.Server.Tests;

/// <summary>The command line with the fake task, so that tests can start it as a process of its own.</summary>
public static class ChildProgram
{
    public static Task<int> Main(string[] args) => CommandLine.RunAsync(
        args, Console.Out, Console.Error, services => services.AddSingleton<IReadOnlyList<ITask>>([new FakeTask()]));
}
