namespace Hodl.Server.Store;

/// <summary>A refusal in MLflow's words.</summary>
/// <param name="code">MLflow's error code, such as <c>RESOURCE_DOES_NOT_EXIST</c>.</param>
/// <param name="message">Why.</param>
public sealed class MlflowException(string code, string message) : Exception(message)
{
    /// <summary>MLflow's error code.</summary>
    public string Code { get; } = code;

    /// <summary>RESOURCE_DOES_NOT_EXIST.</summary>
    public static MlflowException Missing(string message) => new("RESOURCE_DOES_NOT_EXIST", message);

    /// <summary>INVALID_PARAMETER_VALUE.</summary>
    public static MlflowException Invalid(string message) => new("INVALID_PARAMETER_VALUE", message);
}
