namespace Hodl.Core.Tasks;

/// <summary>Tasks that stand under one heading of the launch page.</summary>
/// <param name="Name">The heading.</param>
/// <param name="Tasks">In its order.</param>
public sealed record TaskFamily(string Name, IReadOnlyList<ITask> Tasks);
