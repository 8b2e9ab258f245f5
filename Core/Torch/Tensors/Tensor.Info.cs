using static Hodl.Core.Torch.Interop.Native;

namespace TorchSharp;

public static unsafe partial class torch
{
    public partial class Tensor
    {
        public long ndim => dim();

        public long Dimensions => dim();

        public long NumberOfElements => numel();

        public long ElementSize => element_size();

        public long[] shape
        {
            get
            {
                var sizes = new long[dim()];
                fixed (long* p = sizes)
                {
                    hodl_sizes(Borrow(), p);
                }
                GC.KeepAlive(this);
                return sizes;
            }
        }

        public ScalarType dtype
        {
            get
            {
                var type = (ScalarType)hodl_dtype(Borrow());
                GC.KeepAlive(this);
                return type;
            }
        }

        public Device device
        {
            get
            {
                var place = new Device(device_type, device_index);
                GC.KeepAlive(this);
                return place;
            }
        }

        public DeviceType device_type
        {
            get
            {
                var type = (DeviceType)hodl_device_type(Borrow());
                GC.KeepAlive(this);
                return type;
            }
        }

        public int device_index
        {
            get
            {
                var index = hodl_device_index(Borrow());
                GC.KeepAlive(this);
                return index;
            }
        }

        public bool is_cuda => device_type == DeviceType.CUDA;

        public bool is_cpu() => device_type == DeviceType.CPU;

        public bool is_floating_point() => torch.is_floating_point(dtype);

        public bool is_complex() => torch.is_complex(dtype);

        public bool is_integral() => torch.is_integral(dtype);

        public long[] size() => shape;

        public long dim()
        {
            var dims = hodl_dim(Borrow());
            GC.KeepAlive(this);
            return dims;
        }

        public long size(int dim)
        {
            var sizes = shape;
            return sizes[dim < 0 ? dim + sizes.Length : dim];
        }

        public long numel()
        {
            var count = hodl_numel(Borrow());
            GC.KeepAlive(this);
            return count;
        }

        public long element_size()
        {
            var bytes = hodl_element_size(Borrow());
            GC.KeepAlive(this);
            return bytes;
        }

        public long storage_offset()
        {
            var offset = hodl_storage_offset(Borrow());
            GC.KeepAlive(this);
            return offset;
        }

        public long[] stride()
        {
            var strides = new long[dim()];
            fixed (long* p = strides)
            {
                hodl_strides(Borrow(), p);
            }
            GC.KeepAlive(this);
            return strides;
        }

        public long stride(int dim)
        {
            var strides = stride();
            return strides[dim < 0 ? dim + strides.Length : dim];
        }

        public bool is_contiguous()
        {
            var contiguous = hodl_is_contiguous(Borrow()) != 0;
            GC.KeepAlive(this);
            return contiguous;
        }

        public bool is_conj()
        {
            var conjugate = hodl_is_conj(Borrow()) != 0;
            GC.KeepAlive(this);
            return conjugate;
        }

        public override string ToString() =>
            IsInvalid ? "disposed tensor" : $"[{string.Join("x", shape)}], type = {dtype}, device = {device}";
    }
}
