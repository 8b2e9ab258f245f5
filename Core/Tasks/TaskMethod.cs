namespace Hodl.Core.Tasks;

/// <summary>A method that a task offers.</summary>
/// <param name="Id">Kebab-case, the same on every task: <c>ahodl</c>, <c>shodl</c>, <c>unh</c>, <c>ena</c> …</param>
/// <param name="Name">As papers write it: <c>aHODL</c>.</param>
/// <param name="Summary">One line of what it does on this task.</param>
public sealed record TaskMethod(string Id, string Name, string Summary)
{
    /// <summary>Whether it is no competitor but a yardstick, such as one that is told the truth: tables do not rank it.</summary>
    public bool IsReference { get; init; }

    /// <summary>That an id is none of the methods known.</summary>
    /// <param name="id">The id.</param>
    /// <param name="known">Those that there are.</param>
    public static ArgumentException Unknown(string id, params string[] known) =>
        new($"There is no method {id}; there are {string.Join(", ", known)}.", nameof(id));
}
