namespace Hodl.Core.Random;

/// <summary>
/// Philox4x32-10 (Salmon et al., SC 2011): random numbers as a function of a seed, a stream and a position, the same for
/// every version of .NET. Streams of one seed are independent; a position can be kept in a checkpoint.
/// </summary>
/// <param name="seed">The run's seed.</param>
/// <param name="stream">What the numbers are for, so that more of one kind does not shift those of another.</param>
public sealed class Philox(ulong seed, ulong stream = 0)
{
    private ulong block = ulong.MaxValue;
    private (uint A, uint B, uint C, uint D) words;

    /// <summary>How many 32-bit words have been drawn; can be set.</summary>
    public ulong Position { get; set; }

    /// <summary>32 random bits.</summary>
    public uint NextUInt32()
    {
        if (block != Position / 4)
        {
            block = Position / 4;
            words = Block((uint)block, (uint)(block >> 32), (uint)stream, (uint)(stream >> 32), (uint)seed, (uint)(seed >> 32));
        }

        return (Position++ % 4) switch { 0 => words.A, 1 => words.B, 2 => words.C, _ => words.D };
    }

    /// <summary>Uniform in [0, 1) with 53 bits; two words.</summary>
    public double NextDouble() => ((((ulong)NextUInt32() << 32) | NextUInt32()) >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in 0 … <paramref name="bound"/> − 1, without bias.</summary>
    public int Next(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bound, 1);
        var product = (ulong)NextUInt32() * (uint)bound;
        for (var threshold = (uint)(-bound) % (uint)bound; (uint)product < threshold;)
        {
            product = (ulong)NextUInt32() * (uint)bound;
        }

        return (int)(product >> 32);
    }

    /// <summary>N(0, 1) by Box and Muller, the cosine half only; four words.</summary>
    public double NextGaussian()
    {
        var radius = Math.Sqrt(-2 * Math.Log(1 - NextDouble()));
        return radius * Math.Cos(2 * Math.PI * NextDouble());
    }

    /// <summary>A random order of 0 … <paramref name="count"/> − 1 (Fisher and Yates).</summary>
    public int[] Permutation(int count)
    {
        var order = Enumerable.Range(0, count).ToArray();
        for (var i = count - 1; i > 0; i--)
        {
            var j = Next(i + 1);
            (order[i], order[j]) = (order[j], order[i]);
        }

        return order;
    }

    /// <summary>One block: four counter words and two key words in, four random words out.</summary>
    public static (uint A, uint B, uint C, uint D) Block(uint a, uint b, uint c, uint d, uint key0, uint key1)
    {
        for (var round = 0; round < 10; round++)
        {
            var left = (ulong)a * 0xD2511F53;
            var right = (ulong)c * 0xCD9E8D57;
            (a, b, c, d) = ((uint)(right >> 32) ^ b ^ key0, (uint)right, (uint)(left >> 32) ^ d ^ key1, (uint)left);
            key0 += 0x9E3779B9;
            key1 += 0xBB67AE85;
        }

        return (a, b, c, d);
    }
}
