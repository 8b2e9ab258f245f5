namespace Hodl.Server.Endpoints;

/// <summary>What PATCH /api/v1/runs/{id} takes.</summary>
/// <param name="Name">The run's name; empty takes it away.</param>
public sealed record NameBody(string Name);
