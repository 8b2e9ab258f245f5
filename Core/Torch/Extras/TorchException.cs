using System.Runtime.InteropServices;

namespace Hodl.Core.Torch;

/// <summary>
/// An error of libtorch, with its message. Derives from what TorchSharp throws, so that a catch clause written for the
/// package holds for the binding too. The process, and every other tensor, live on.
/// </summary>
public sealed class TorchException : ExternalException
{
    /// <summary>An error of no special kind.</summary>
    public TorchException() : this("libtorch failed", TorchErrorKind.General) { }

    /// <summary>An error of no special kind.</summary>
    public TorchException(string message) : this(message, TorchErrorKind.General) { }

    /// <summary>An error of no special kind, caused by another.</summary>
    public TorchException(string message, Exception inner) : base(message, inner) => Kind = TorchErrorKind.General;

    /// <summary>An error as libtorch classified it.</summary>
    public TorchException(string message, TorchErrorKind kind) : base(message) => Kind = kind;

    /// <summary>How libtorch classified the error.</summary>
    public TorchErrorKind Kind { get; }
}
