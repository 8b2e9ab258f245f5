namespace Hodl.Server.Store;

/// <summary>A person who may sign in.</summary>
public sealed class Account
{
    /// <summary>Its number; 0 before it is kept.</summary>
    public long Id { get; set; }

    /// <summary>The name to sign in with.</summary>
    public string Name { get; set; } = "";

    /// <summary>The name as compared.</summary>
    public string Folded { get; set; } = "";

    /// <summary>Salted hash of the password; null until one was chosen.</summary>
    public string? Password { get; set; }

    /// <summary>Changes with everything that must end this person's sessions.</summary>
    public string Stamp { get; set; } = "";

    /// <summary>viewer, experimenter or admin.</summary>
    public string Role { get; set; } = "";

    /// <summary>What an identity provider calls this person; null for a local account.</summary>
    public string? Subject { get; set; }

    /// <summary>Whether an admin has shut this account.</summary>
    public bool Disabled { get; set; }

    /// <summary>When it was made, in milliseconds of Unix time.</summary>
    public long Created { get; set; }

    /// <summary>When this person last signed in; null when never.</summary>
    public long? Seen { get; set; }

    /// <summary>The same person, to be changed.</summary>
    public Account Copy() => (Account)MemberwiseClone();
}
