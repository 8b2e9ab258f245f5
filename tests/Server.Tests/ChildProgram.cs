using Hodl.Core.Tasks;
using Hodl.Server.Cli;
using Hodl.Server.Tests.Fuzz;

namespace Hodl.Server.Tests;

/// <summary>The command line with the fake task, so that tests can start it as a process of its own; and the fuzz tests' child.</summary>
public static class ChildProgram
{
    public static Task<int> Main(string[] args) => args is ["fuzz", .. var rest] ? Task.FromResult(ReaderFuzz.Run(rest))
        : args is ["fake-server", .. var settings] ? Task.FromResult(FakeServer.Run(settings))
        : CommandLine.RunAsync(args, Console.Out, Console.Error, services => services.AddSingleton<IReadOnlyList<ITask>>([new FakeTask()]));
}
