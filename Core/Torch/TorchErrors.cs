using System.Diagnostics;
using TorchSharp;

namespace Hodl.Core.Torch;

/// <summary>What libtorch says when it fails, in one line, and where a hand-written derivative failed.</summary>
internal static class TorchErrors
{
    /// <summary>Under this name in AppContext the build step has TorchSharp look for a maker of its exceptions.</summary>
    internal const string Key = "TorchSharp.torch.CheckForErrors";

    private const string InScript = "RuntimeError: ";
    private const string Backtrace = "\nException raised from ";

    [ThreadStatic]
    private static Exception? parked;

    /// <summary>The exception for a message of libtorch: its own words without the C++ backtrace, after the operation's name.</summary>
    internal static Exception Make(string text)
    {
        var end = text.IndexOf(Backtrace, StringComparison.Ordinal);
        var words = end < 0 ? text : text[..end];
        var script = words.LastIndexOf(InScript, StringComparison.Ordinal);
        words = (script < 0 ? words : words[(script + InScript.Length)..]).Trim();
        return new TorchException(Operation() is { } name ? $"{name}: {words}" : words);
    }

    /// <summary>Keeps an exception of a hand-written derivative while C++ is on the stack, which no exception may cross.</summary>
    internal static void Park(Exception exception) => parked ??= exception;

    /// <summary>Throws what was kept during a call that came back.</summary>
    internal static void ThrowParked()
    {
        if (Interlocked.Exchange(ref parked, null) is { } exception)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(exception);
        }
    }

    /// <summary>Forgets what was kept: the call itself failed, and says why.</summary>
    internal static void Clear() => parked = null;

    // The innermost public method of TorchSharp that was called.
    private static string? Operation()
    {
        foreach (var frame in new StackTrace(1).GetFrames())
        {
            var method = frame.GetMethod();
            var type = method?.DeclaringType;
            if (type?.Assembly == typeof(torch).Assembly && method!.Name is not ("MakeError" or "CheckForErrors"))
            {
                return method.Name.StartsWith("op_", StringComparison.Ordinal) ? method.Name[3..] : method.Name;
            }
        }

        return null;
    }
}
