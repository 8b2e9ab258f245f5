using Hodl.Core.Torch.Interop;
using static Hodl.Core.Torch.Interop.Native;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Seeds the generators of every device; a run that shares its process takes a Generator of its own.</summary>
    public static Generator manual_seed(long seed)
    {
        Errors.Check(hodl_manual_seed(seed));
        return Generator.Default;
    }

    public static Tensor get_rng_state()
    {
        using var generator = Generator.Default;
        return generator.get_state();
    }

    public static void set_rng_state(Tensor new_state)
    {
        using var generator = Generator.Default;
        generator.set_state(new_state);
    }

    public class Generator : IDisposable
    {
        private nint _handle;

        public Generator(ulong seed = 0, Device? device = null)
            : this(Errors.Check(hodl_generator_new((int)(device ?? CPU).type, (device ?? CPU).index, seed)), device ?? CPU) { }

        private Generator(nint handle, Device device)
        {
            _handle = handle;
            this.device = device;
        }

        ~Generator() => Free();

        public static Generator Default => new(Errors.Check(hodl_generator_default((int)DeviceType.CPU, -1)), CPU);

        public Device device { get; }

        public nint Handle
        {
            get
            {
                ObjectDisposedException.ThrowIf(_handle == 0, this);
                return _handle;
            }
        }

        public Generator manual_seed(long seed)
        {
            Errors.Check(hodl_generator_seed(Handle, seed));
            return this;
        }

        public long seed() => hodl_generator_random_seed(Handle);

        public long initial_seed() => hodl_generator_initial_seed(Handle);

        public Tensor get_state() => new(hodl_generator_state(Handle));

        public void set_state(Tensor value)
        {
            Errors.Check(hodl_generator_set_state(Handle, value.Borrow()));
            GC.KeepAlive(value);
        }

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        protected virtual void Dispose(bool disposing) => Free();

        private void Free()
        {
            var handle = Interlocked.Exchange(ref _handle, 0);
            if (handle != 0)
            {
                hodl_generator_release(handle);
            }
        }
    }
}
