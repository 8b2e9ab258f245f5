namespace Hodl.Server.Tests.Team;

/// <summary>One team server for the tests of a class, with a finished run of eve's as run 1.</summary>
public sealed class TeamServerFixture : IDisposable
{
    public TeamServerFixture() => Server.Run("eve");

    public TeamServer Server { get; } = new();

    public void Dispose() => Server.Dispose();
}
