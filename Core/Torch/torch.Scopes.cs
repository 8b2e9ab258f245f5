using Hodl.Core.Torch.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static DisposeScope? CurrentDisposeScope => TorchThread.Current.Scope;

    public static DisposeScope NewDisposeScope() => new(TorchThread.Current);

    public static bool is_grad_enabled() => Native.hodl_grad_enabled() != 0;

    public static IDisposable no_grad() => new GradientMode(false);

    public static IDisposable enable_grad(bool enabled = true) => new GradientMode(enabled);

    public static IDisposable set_grad_enabled(bool mode = true) => new GradientMode(mode);

    /// <summary>Refuses operators that could differ from run to run on the same machine.</summary>
    public static IDisposable use_deterministic_algorithms(bool mode = true, bool warn_only = false) => new DeterministicMode(mode, warn_only);

    public static bool are_deterministic_algorithms_enabled() => Native.hodl_is_deterministic() != 0;

    private sealed class DeterministicMode : IDisposable
    {
        private readonly int _previous = Native.hodl_is_deterministic();

        internal DeterministicMode(bool on, bool warnOnly) => Errors.Check(Native.hodl_set_deterministic(on ? 1 : 0, warnOnly ? 1 : 0));

        public void Dispose() => Errors.Check(Native.hodl_set_deterministic(_previous, 0));
    }

    private sealed class GradientMode : IDisposable
    {
        private readonly int _previous = Native.hodl_grad_enabled();

        internal GradientMode(bool enabled) => Native.hodl_set_grad_enabled(enabled ? 1 : 0);

        public void Dispose() => Native.hodl_set_grad_enabled(_previous);
    }
}
