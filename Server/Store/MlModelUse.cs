namespace Hodl.Server.Store;

/// <summary>A logged model that a run has read or made.</summary>
/// <param name="Model">Its id in MLflow's protocol.</param>
/// <param name="Step">At which step.</param>
public sealed record MlModelUse(string Model, long Step);
