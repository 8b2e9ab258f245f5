using TorchSharp;

namespace Hodl.Core.Torch;

/// <summary>
/// oneDNN, which computes libtorch's convolutions on the CPU. On a virtual machine that hides its cache sizes (CPUID leaf 8000001Dh or
/// 4 all zeros) oneDNN 3.7.1 takes every cache to hold one byte and then computes wrong convolutions where channels do not fill blocks
/// of 16: values, gradients, NaN. So the sizes are looked at before the first convolution and, where they are missing, set to those of
/// a common server core. Whatever was done, known answers are checked; where they are wrong, oneDNN is switched off.
/// </summary>
public static unsafe class OneDnn
{
    // The processor's description in oneDNN, in 32-bit words: ten sizes of data caches, ten numbers of
    // cores that share one, and how many levels there are.
    private const nint Processor = 0x1585b180;
    private const int Sizes = 7, Sharing = 17, Levels = 27;

    private static readonly uint[] OneByteEach = [1, 1, 1, 0, 0, 0, 0, 0, 0, 0];
    private static readonly uint[] UsualSizes = [32 << 10, 1 << 20, 32 << 20];

    private const string UseOneDnn = "_ZN2at7Context20setUserEnabledMkldnnEb";

    private static string caches = "";

    /// <summary>How convolutions are computed here, in words for the start, the page Environment and the record of a run.</summary>
    public static string State { get; private set; } = "not checked";

    /// <summary>Whether the known answers came out right in the end.</summary>
    public static bool Right { get; private set; }

    /// <summary>
    /// Chooses anew: with oneDNN if the answers are right, without it otherwise. At the start this has been done; a test gives
    /// other answers.
    /// </summary>
    /// <param name="wrong">The names of wrong answers; null for <see cref="KnownAnswers"/>.</param>
    public static void Choose(Func<IReadOnlyList<string>>? wrong = null)
    {
        wrong ??= KnownAnswers.Wrong;
        Set(UseOneDnn, on: true);
        var found = wrong();
        Right = found.Count == 0;
        if (Right)
        {
            State = $"oneDNN ({caches}known answers right)";
            return;
        }

        if (!Set(UseOneDnn, on: false))
        {
            State = $"oneDNN ({caches}WRONG: {string.Join(", ", found)}; it cannot be switched off here)";
            return;
        }

        var left = wrong();
        Right = left.Count == 0;
        var still = Right ? "" : $"; without it still WRONG: {string.Join(", ", left)}";
        State = $"without oneDNN, slower (with it wrong: {string.Join(", ", found)}{still})";
    }

    /// <summary>Looks at the cache sizes, mends them, checks the known answers and chooses.</summary>
    internal static void Start()
    {
        // NNPACK is asked at every convolution whether it knows this processor, and writes a line to stderr where it does not.
        Set("_ZN2at7Context20setUserEnabledNNPACKEb", on: false);
        caches = MendCaches() ? "this machine hides its cache sizes, usual ones were set; " : "";
        Choose();
    }

    private static bool Set(string symbol, bool on)
    {
        var (context, use) = (Libtorch.InCpu(Libtorch.GlobalContext), Libtorch.InCpu(symbol));
        if (context == 0 || use == 0)
        {
            return false;
        }

        ((delegate* unmanaged<nint, byte, void>)use)(((delegate* unmanaged<nint>)context)(), on ? (byte)1 : (byte)0);
        return true;
    }

    /// <summary>Whether the sizes were missing and have been set. Anything that does not look exactly as expected is left alone.</summary>
    private static bool MendCaches()
    {
        var processor = Libtorch.KnownData(Processor);
        if (processor is null)
        {
            return false;
        }

        using (torch.NewDisposeScope())
        {
            // oneDNN describes the processor at its first convolution. Blocks of 16 channels come out right whatever the caches.
            torch.nn.functional.conv2d(torch.zeros(1, 16, 5, 5), torch.zeros(16, 16, 3, 3));
        }

        var words = new Span<uint>(processor, Levels + 1);
        var missing = words[0] != 0 && words[Levels] == 3
            && words.Slice(Sizes, 10).SequenceEqual(OneByteEach)
            && words.Slice(Sharing, 10).SequenceEqual(OneByteEach);
        if (missing)
        {
            UsualSizes.CopyTo(words[Sizes..]);
        }

        return missing;
    }
}
