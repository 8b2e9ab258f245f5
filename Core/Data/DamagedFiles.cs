namespace Hodl.Core.Data;

/// <summary>What happens to a file that should be an image and cannot be read.</summary>
public enum DamagedFiles
{
    /// <summary>Loading stops with an error that names the file.</summary>
    Refuse,

    /// <summary>The file is left out, and the loaded set names it.</summary>
    Skip,
}
