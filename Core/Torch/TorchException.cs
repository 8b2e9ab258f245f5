using System.Runtime.InteropServices;

namespace Hodl.Core.Torch;

/// <summary>
/// An error of libtorch: the operation it came from and libtorch's message, which names the shapes. The process, and every other
/// tensor, live on. Derives from what TorchSharp itself throws.
/// </summary>
public sealed class TorchException : ExternalException
{
    /// <summary>An error without a message.</summary>
    public TorchException() : this("libtorch failed") { }

    /// <summary>An error.</summary>
    public TorchException(string message) : base(message) { }

    /// <summary>An error caused by another.</summary>
    public TorchException(string message, Exception inner) : base(message, inner) { }
}
