namespace Hodl.Core.Runs;

/// <summary>
/// The state after outer step <paramref name="Step"/>. A run resumed from it goes on bit for bit as if it had never
/// stopped; points of later steps that the first attempt had recorded are computed again.
/// </summary>
/// <param name="Step">The last outer step that the state contains.</param>
/// <param name="State">Safetensors bytes: learning variables, optimiser moments, persistent vectors.</param>
public sealed record RunCheckpoint(long Step, byte[] State);
