namespace Hodl.Core.Data;

/// <summary>An official file of a data set.</summary>
/// <param name="Address">Where it is published.</param>
/// <param name="Bytes">Its size; 0 when unknown.</param>
/// <param name="Sha256">Of the file, lower-case hex, as its publishers or several independent users state it; empty when none is
/// known.</param>
public sealed record DataDownload(string Address, long Bytes, string Sha256)
{
    /// <summary>Its name.</summary>
    public string Name => Path.GetFileName(new Uri(Address).LocalPath);
}
