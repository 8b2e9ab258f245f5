namespace Hodl.Core.Solvers;

/// <summary>Seeds that depend on the run's seed and a position alone, so that nothing random has to be kept over a stop.</summary>
public static class StepSeed
{
    /// <summary>A seed for outer step <paramref name="step"/>, by two rounds of splitmix64.</summary>
    public static ulong Of(long seed, long step) => Mix(Mix(unchecked((ulong)seed)) + unchecked((ulong)step));

    private static ulong Mix(ulong x)
    {
        unchecked
        {
            x += 0x9E3779B97F4A7C15;
            x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
            x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
            return x ^ (x >> 31);
        }
    }
}
