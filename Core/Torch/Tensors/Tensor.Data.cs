using System.Runtime.CompilerServices;
using Hodl.Core.Torch.Interop;
using TorchSharp.Utils;
using static Hodl.Core.Torch.Interop.Native;

namespace TorchSharp;

public static unsafe partial class torch
{
    public partial class Tensor
    {
        /// <summary>The bytes of a contiguous tensor on the processor, in place.</summary>
        public Span<byte> bytes
        {
            get
            {
                if (numel() == 0)
                {
                    return [];
                }
                var data = hodl_data(Borrow());
                Errors.Check((nint)data);
                return new Span<byte>(data, checked((int)(numel() * element_size())));
            }
            set
            {
                fixed (byte* p = value)
                {
                    Errors.Check(hodl_copy_bytes(Borrow(), p, value.Length));
                }
                GC.KeepAlive(this);
            }
        }

        public TensorAccessor<T> data<T>()
            where T : unmanaged => new(this);

        public T item<T>()
            where T : unmanaged
        {
            if (numel() != 1)
            {
                throw new ArgumentException($"item() wants one element, the shape is [{string.Join(", ", shape)}]");
            }
            TensorAccessor<T>.CheckType(dtype);
            T value;
            Errors.Check(hodl_to_bytes(Borrow(), &value, Unsafe.SizeOf<T>()));
            GC.KeepAlive(this);
            return value;
        }

        public Scalar ToScalar() => Aten.CallScalar("item", this);

        public float ReadCpuSingle(long i) => data<float>()[i];

        public double ReadCpuDouble(long i) => data<double>()[i];

        public long ReadCpuInt64(long i) => data<long>()[i];

        public static explicit operator float(Tensor value) => value.ToScalar().ToSingle();

        public static explicit operator double(Tensor value) => value.ToScalar().ToDouble();

        public static explicit operator int(Tensor value) => value.ToScalar().ToInt32();

        public static explicit operator long(Tensor value) => value.ToScalar().ToInt64();

        public static explicit operator bool(Tensor value) => value.ToScalar().ToBoolean();
    }
}
