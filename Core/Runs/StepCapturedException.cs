namespace Hodl.Core.Runs;

/// <summary>Ends a run whose <see cref="RunContext.Capture"/> has got its step.</summary>
public sealed class StepCapturedException() : OperationCanceledException("The step is captured.");
