using static TorchSharp.torch;

namespace Hodl.Core.Torch;

/// <summary>What a safetensors file held.</summary>
/// <param name="Tensors">Tensors in the processor's memory, by name; the caller disposes them.</param>
/// <param name="Metadata">The text that was saved with them.</param>
public sealed record SafetensorsFile(Dictionary<string, Tensor> Tensors, Dictionary<string, string> Metadata);
