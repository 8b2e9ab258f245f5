namespace Hodl.Server.Team;

/// <summary>Shows what links of one kind point to. Register another to make another thing shareable.</summary>
public interface IShareView
{
    /// <summary>The kind.</summary>
    string Kind { get; }

    /// <summary>The component that draws it, read-only and without links; its one parameter is the <c>Share</c>.</summary>
    Type Component { get; }

    /// <summary>The runs whose numbers and images the link opens, at this moment.</summary>
    IReadOnlyList<long> Runs(string target);
}
