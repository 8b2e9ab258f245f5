using System.Runtime.CompilerServices;
using Hodl.Core.Torch.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>A handle to a tensor of libtorch. Freed by Dispose, by its scope, or at the latest by the finaliser.</summary>
    public partial class Tensor : IDisposable
    {
        private nint _handle;

        internal Tensor(nint handle)
        {
            _handle = Errors.Check(handle);
            var thread = TorchThread.Current;
            if (thread.Scope is { } scope)
            {
                scope.Adopt(this);
            }
            if (++thread.Created % MemoryBudget.Interval == 0)
            {
                MemoryBudget.Shared.Check();
            }
        }

        ~Tensor() => Free();

        public static long TotalCount => MemoryBudget.Read().LiveTensors;

        public nint Handle => Borrow();

        public bool IsInvalid => _handle == 0;

        /// <summary>The scope that will dispose this tensor.</summary>
        internal DisposeScope? Scope { get; set; }

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        protected virtual void Dispose(bool disposing)
        {
            Scope?.MarkAsDisposed(this);
            Free();
        }

        public Tensor DetachFromDisposeScope()
        {
            Scope?.Detach(this);
            return this;
        }

        public Tensor MoveToOuterDisposeScope()
        {
            Scope?.MoveToOuter(this);
            return this;
        }

        public Tensor MoveToOtherDisposeScope(DisposeScope? other)
        {
            Scope?.MoveToOther(other, this);
            return this;
        }

        public Tensor MoveToOtherDisposeScope(Tensor other) => MoveToOtherDisposeScope(other.Scope);

        /// <summary>The handle for a call that ends before this object may be collected (see GC.KeepAlive).</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        internal nint Borrow()
        {
            var handle = _handle;
            ObjectDisposedException.ThrowIf(handle == 0, this);
            return handle;
        }

        internal static nint[] Borrow(IReadOnlyList<Tensor> tensors)
        {
            var handles = new nint[tensors.Count];
            for (var i = 0; i < handles.Length; i++)
            {
                handles[i] = tensors[i].Borrow();
            }
            return handles;
        }

        private void Free()
        {
            var handle = Interlocked.Exchange(ref _handle, 0);
            if (handle != 0)
            {
                Native.hodl_release(handle);
            }
        }
    }
}
