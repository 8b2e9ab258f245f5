namespace Hodl.Server.Team;

/// <summary>The project in which one open page works: what the list shows, and where new runs go.</summary>
public sealed class ProjectChoice
{
    /// <summary>Raised when another was chosen.</summary>
    public event Action? Changed;

    /// <summary>Its name; empty for all.</summary>
    public string Name { get; private set; } = "";

    /// <summary>Chooses; empty for all.</summary>
    public void Choose(string name)
    {
        if (name != Name)
        {
            Name = name;
            Changed?.Invoke();
        }
    }
}
