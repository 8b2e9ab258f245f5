namespace Hodl.Server.Store;

/// <summary>A data set that a client says a run has read.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Digest">Of its content, by the client.</param>
/// <param name="SourceType">Such as <c>local</c>.</param>
/// <param name="Source">Where it came from, as JSON.</param>
/// <param name="Schema">As JSON; null when not said.</param>
/// <param name="Profile">As JSON; null when not said.</param>
/// <param name="Tags">By key; <c>mlflow.data.context</c> says what for.</param>
public sealed record MlInput(string Name, string Digest, string SourceType, string Source, string? Schema, string? Profile,
    IReadOnlyDictionary<string, string> Tags)
{
    /// <summary>The tag that says what a data set was for.</summary>
    public const string ContextTag = "mlflow.data.context";
}
