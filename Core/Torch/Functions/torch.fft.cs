using Hodl.Core.Torch.Interop;
using static Hodl.Core.Torch.Interop.Aten;

namespace TorchSharp;

public static partial class torch
{
    public static class fft
    {
        private static readonly long[] LastTwo = [-2, -1];

        public static Tensor fft2(Tensor input, long[]? s = null, long[]? dim = null, FFTNormType norm = FFTNormType.Backward) => Over("fft_fft2", input, s, dim, norm);

        public static Tensor ifft2(Tensor input, long[]? s = null, long[]? dim = null, FFTNormType norm = FFTNormType.Backward) => Over("fft_ifft2", input, s, dim, norm);

        public static Tensor rfft2(Tensor input, long[]? s = null, long[]? dim = null, FFTNormType norm = FFTNormType.Backward) => Over("fft_rfft2", input, s, dim, norm);

        public static Tensor irfft2(Tensor input, long[]? s = null, long[]? dim = null, FFTNormType norm = FFTNormType.Backward) => Over("fft_irfft2", input, s, dim, norm);

        public static Tensor fftn(Tensor input, long[]? s = null, long[]? dim = null, FFTNormType norm = FFTNormType.Backward) => Call("fft_fftn", input, s, dim, Name(norm));

        public static Tensor ifftn(Tensor input, long[]? s = null, long[]? dim = null, FFTNormType norm = FFTNormType.Backward) => Call("fft_ifftn", input, s, dim, Name(norm));

        public static Tensor fft_(Tensor input, long n = -1, long dim = -1, FFTNormType norm = FFTNormType.Backward) => Along("fft_fft", input, n, dim, norm);

        public static Tensor ifft(Tensor input, long n = -1, long dim = -1, FFTNormType norm = FFTNormType.Backward) => Along("fft_ifft", input, n, dim, norm);

        public static Tensor rfft(Tensor input, long n = -1, long dim = -1, FFTNormType norm = FFTNormType.Backward) => Along("fft_rfft", input, n, dim, norm);

        public static Tensor irfft(Tensor input, long n = -1, long dim = -1, FFTNormType norm = FFTNormType.Backward) => Along("fft_irfft", input, n, dim, norm);

        public static Tensor fftshift(Tensor input, long[]? dim = null) => Call("fft_fftshift", input, dim);

        public static Tensor ifftshift(Tensor input, long[]? dim = null) => Call("fft_ifftshift", input, dim);

        public static Tensor fftfreq(long n, double d = 1, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Call("fft_fftfreq", n, d, dtype, Arg.None, device).requires_grad_(requires_grad);

        public static Tensor rfftfreq(long n, double d = 1, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Call("fft_rfftfreq", n, d, dtype, Arg.None, device).requires_grad_(requires_grad);

        private static Tensor Over(string op, Tensor input, long[]? s, long[]? dim, FFTNormType norm) => Call(op, input, s, dim ?? LastTwo, Name(norm));

        private static Tensor Along(string op, Tensor input, long n, long dim, FFTNormType norm) => Call(op, input, n < 0 ? Arg.None : n, dim, Name(norm));

        private static string Name(FFTNormType norm) => norm switch
        {
            FFTNormType.Forward => "forward",
            FFTNormType.Ortho => "ortho",
            _ => "backward",
        };
    }
}
