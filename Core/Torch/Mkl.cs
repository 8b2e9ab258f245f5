using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using System.Text;
using TorchSharp;

namespace Hodl.Core.Torch;

/// <summary>
/// MKL, which computes libtorch's matrix products. It chooses its kernels by the processor's maker before it looks at what the
/// processor can: on one with AVX-512 that is not Intel's it takes those for AVX2, which reach less than half of the speed (77 against 175
/// GF/s on one core of an AMD EPYC 9005). It keeps the answer to "is it Intel's?" in a word that is −1 until it is first asked; there the
/// answer is given before. The known answers hold afterwards as before.
/// </summary>
public static unsafe class Mkl
{
    // mkl_serv_intel_cpu_true.cached
    private const nint Answer = 0x1574bd90;
    private const int NotAsked = -1;

    private static bool told;

    /// <summary>MKL's version and what was set.</summary>
    public static string State
    {
        get
        {
            _ = torch.get_num_threads(); // libtorch is loaded and looked at
            var version = (delegate* unmanaged<byte*, int, void>)Libtorch.InCpu("MKL_Get_Version_String");
            if (version is null)
            {
                return "libtorch's own";
            }

            var text = stackalloc byte[256];
            version(text, 255);
            var name = Encoding.ASCII.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text)).Trim();
            return told ? $"{name}, told to use AVX-512 on this processor too" : name;
        }
    }

    internal static void Start()
    {
        var answer = (int*)Libtorch.KnownData(Answer);
        told = answer is not null && *answer == NotAsked && HasAvx512() && !IsIntels();
        if (told)
        {
            *answer = 1;
        }
    }

    private static bool HasAvx512() =>
        Avx512F.IsSupported && Avx512BW.IsSupported && Avx512DQ.IsSupported && Avx512F.VL.IsSupported && Avx512CD.IsSupported;

    private static bool IsIntels()
    {
        var (_, b, c, d) = X86Base.CpuId(0, 0);
        ReadOnlySpan<int> letters = [b, d, c];
        return Encoding.ASCII.GetString(MemoryMarshal.AsBytes(letters)) == "GenuineIntel";
    }
}
