using static Hodl.Core.Torch.Interop.Aten;

namespace TorchSharp;

public static partial class torch
{
    public enum InterpolationMode
    {
        Nearest = 0,
        Linear = 1,
        Bilinear = 2,
        Bicubic = 3,
        Trilinear = 4,
        Area = 5,
        NearestExact = 6,
    }

    public static partial class nn
    {
        public static partial class functional
        {
            public static Tensor avg_pool2d(Tensor input, long[] kernel_size, long[]? stride = null, long[]? padding = null, bool ceil_mode = false, bool count_include_pad = true, long? divisor_override = null) =>
                Call("avg_pool2d", input, kernel_size, stride ?? kernel_size, padding ?? Zeros, ceil_mode, count_include_pad, divisor_override);

            public static Tensor avg_pool2d(Tensor input, long kernel_size, long? stride = null, long padding = 0, bool ceil_mode = false, bool count_include_pad = true, long? divisor_override = null) =>
                avg_pool2d(input, Both(kernel_size), Both(stride ?? kernel_size), Both(padding), ceil_mode, count_include_pad, divisor_override);

            public static Tensor max_pool2d(Tensor input, long[] kernel_size, long[]? strides = null, long[]? padding = null, long[]? dilation = null, bool ceil_mode = false) =>
                Call("max_pool2d", input, kernel_size, strides ?? kernel_size, padding ?? Zeros, dilation ?? Ones, ceil_mode);

            public static Tensor max_pool2d(Tensor input, long kernel_size, long? stride = null, long? padding = null, long? dilation = null, bool ceil_mode = false) =>
                max_pool2d(input, Both(kernel_size), Both(stride ?? kernel_size), Both(padding ?? 0), Both(dilation ?? 1), ceil_mode);

            public static Tensor adaptive_avg_pool2d(Tensor input, long[] output_size) => Call("adaptive_avg_pool2d", input, output_size);

            /// <summary>Patches as columns: [B, C, H, W] to [B, C·kh·kw, L].</summary>
            public static Tensor unfold(Tensor input, long kernel_size, long dilation = 1, long padding = 0, long stride = 1) =>
                Call("im2col", input, Both(kernel_size), Both(dilation), Both(padding), Both(stride));

            public static Tensor unfold(Tensor input, (long, long) kernel_size, (long, long)? dilation = null, (long, long)? padding = null, (long, long)? stride = null) =>
                Call("im2col", input, Both(kernel_size), Both(dilation ?? (1, 1)), Both(padding ?? (0, 0)), Both(stride ?? (1, 1)));

            /// <summary>The adjoint of unfold: overlapping patches add up.</summary>
            public static Tensor fold(Tensor input, long output_size, long kernel_size, long dilation = 1, long padding = 0, long stride = 1) =>
                Call("col2im", input, Both(output_size), Both(kernel_size), Both(dilation), Both(padding), Both(stride));

            public static Tensor fold(Tensor input, (long, long) output_size, (long, long) kernel_size, (long, long)? dilation = null, (long, long)? padding = null, (long, long)? stride = null) =>
                Call("col2im", input, Both(output_size), Both(kernel_size), Both(dilation ?? (1, 1)), Both(padding ?? (0, 0)), Both(stride ?? (1, 1)));

            /// <summary>Resizes [B, C, H, W], to a size or by a factor.</summary>
            public static Tensor interpolate(Tensor x, long[]? size = null, double[]? scale_factor = null, InterpolationMode mode = InterpolationMode.Nearest, bool? align_corners = null, bool recompute_scale_factor = false, bool antialias = false)
            {
                if (size is null == scale_factor is null || x.dim() != 4)
                {
                    throw new ArgumentException("interpolate wants a tensor [B, C, H, W] and either a size or a scale factor");
                }
                var aligned = align_corners ?? false;
                return (mode, antialias) switch
                {
                    (InterpolationMode.Nearest, false) => Call("upsample_nearest2d.vec", x, size, scale_factor),
                    (InterpolationMode.NearestExact, false) => Call("_upsample_nearest_exact2d.vec", x, size, scale_factor),
                    (InterpolationMode.Bilinear, false) => Call("upsample_bilinear2d.vec", x, size, aligned, scale_factor),
                    (InterpolationMode.Bicubic, false) => Call("upsample_bicubic2d.vec", x, size, aligned, scale_factor),
                    (InterpolationMode.Bilinear, true) => Call("_upsample_bilinear2d_aa.vec", x, size, aligned, scale_factor),
                    (InterpolationMode.Bicubic, true) => Call("_upsample_bicubic2d_aa.vec", x, size, aligned, scale_factor),
                    (InterpolationMode.Area, false) => Call("adaptive_avg_pool2d", x, size ?? Scaled(x, scale_factor!)),
                    _ => throw new ArgumentException($"no {mode} interpolation of images{(antialias ? " with antialiasing" : "")}"),
                };
            }

            private static long[] Scaled(Tensor x, double[] factor) => [(long)(x.size(-2) * factor[0]), (long)(x.size(-1) * factor[^1])];

            private static long[] Both(long value) => [value, value];

            private static long[] Both((long, long) values) => [values.Item1, values.Item2];
        }
    }
}
