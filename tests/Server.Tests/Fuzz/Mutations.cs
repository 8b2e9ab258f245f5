namespace Hodl.Server.Tests.Fuzz;

/// <summary>A valid file damaged in many ways, the same ones for the same seed.</summary>
public sealed class Mutations(byte[] valid, int seed)
{
    // Lengths and places that readers stumble over.
    private static readonly long[] Numbers = [0, 1, -1, 127, 128, 255, 256, 32767, 65535, 65536, int.MaxValue, int.MinValue, uint.MaxValue, long.MaxValue, long.MinValue, 1L << 40];

    private readonly Random random = new(seed);

    /// <summary>The next damaged file.</summary>
    public byte[] Next()
    {
        var bytes = (byte[])valid.Clone();
        for (var times = 1 + random.Next(3); times > 0 && bytes.Length > 0; times--)
        {
            bytes = random.Next(10) switch
            {
                < 4 => Flipped(bytes),
                < 7 => Numbered(bytes),
                7 => bytes[..random.Next(bytes.Length)],
                8 => Moved(bytes),
                _ => Noise(bytes),
            };
        }

        return bytes;
    }

    private byte[] Flipped(byte[] bytes)
    {
        for (var count = 1 + random.Next(8); count > 0; count--)
        {
            bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
        }

        return bytes;
    }

    private byte[] Numbered(byte[] bytes)
    {
        var size = 1 << random.Next(4);
        var at = random.Next(bytes.Length);
        at -= random.Next(4) == 0 ? 0 : at % size;
        var number = BitConverter.GetBytes(Numbers[random.Next(Numbers.Length)] + random.Next(-1, 2)).AsSpan(0, size);
        if (random.Next(4) == 0)
        {
            number.Reverse();
        }

        number[..Math.Min(size, bytes.Length - at)].CopyTo(bytes.AsSpan(at));
        return bytes;
    }

    // A stretch cut out, or set in again elsewhere.
    private byte[] Moved(byte[] bytes)
    {
        var from = random.Next(bytes.Length);
        var stretch = bytes[from..(from + random.Next(Math.Min(64, bytes.Length - from) + 1))];
        var to = random.Next(bytes.Length);
        return random.Next(2) == 0 ? [.. bytes[..from], .. bytes[(from + stretch.Length)..]] : [.. bytes[..to], .. stretch, .. bytes[to..]];
    }

    private byte[] Noise(byte[] bytes)
    {
        var from = random.Next(bytes.Length);
        random.NextBytes(bytes.AsSpan(from, random.Next(Math.Min(32, bytes.Length - from) + 1)));
        return bytes;
    }
}
