namespace Hodl.Server.Runs;

/// <summary>Which side of a comparison a file is on.</summary>
public enum UploadSide
{
    /// <summary>What is judged.</summary>
    Images,

    /// <summary>The truth.</summary>
    References,
}
