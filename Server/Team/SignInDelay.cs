using System.Net;
using System.Net.Sockets;

namespace Hodl.Server.Team;

/// <summary>
/// Slows guessing down: after wrong passwords the next attempt from the same address under the same name must wait, each time
/// longer, and so must an address that tries many names. It counts names whether there is such an account or not, and locks
/// nobody out who comes from elsewhere.
/// </summary>
/// <param name="clock">Measures.</param>
public sealed class SignInDelay(TimeProvider clock)
{
    private const int FreeByName = 5, FreeByAddress = 20, MostKept = 20_000, LongestExponent = 6;
    private static readonly TimeSpan Forgotten = TimeSpan.FromMinutes(15);
    private readonly Lock gate = new();
    private readonly Dictionary<(string Address, string Name), (int Failures, DateTimeOffset Last)> failures = [];

    /// <summary>How long the next attempt must wait; zero when it need not.</summary>
    public TimeSpan Wait(IPAddress? from, string name)
    {
        lock (gate)
        {
            var (byName, byAddress) = (Left((Of(from), name), FreeByName), Left((Of(from), ""), FreeByAddress));
            return byName > byAddress ? byName : byAddress;
        }
    }

    /// <summary>A password was wrong.</summary>
    public void Failed(IPAddress? from, string name)
    {
        lock (gate)
        {
            Count((Of(from), name));
            Count((Of(from), ""));
        }
    }

    /// <summary>It was right: the name is free again at this address.</summary>
    public void Succeeded(IPAddress? from, string name)
    {
        lock (gate)
        {
            failures.Remove((Of(from), name));
        }
    }

    // Whoever has one address of the sixth version has 2⁶⁴ of them.
    private static string Of(IPAddress? from) => from is null ? ""
        : from.IsIPv4MappedToIPv6 ? $"{from.MapToIPv4()}"
        : from.AddressFamily == AddressFamily.InterNetworkV6 ? Convert.ToHexString(from.GetAddressBytes().AsSpan(0, 8)) : $"{from}";

    private TimeSpan Left((string Address, string Name) key, int free)
    {
        if (!failures.TryGetValue(key, out var known) || known.Failures < free)
        {
            return TimeSpan.Zero;
        }

        var until = known.Last + TimeSpan.FromSeconds(1 << Math.Min(known.Failures - free, LongestExponent));
        return until > clock.GetUtcNow() ? until - clock.GetUtcNow() : TimeSpan.Zero;
    }

    private void Count((string Address, string Name) key)
    {
        var now = clock.GetUtcNow();
        if (failures.Count >= MostKept)
        {
            foreach (var old in failures.OrderBy(pair => pair.Value.Last).Take(MostKept / 4).Select(pair => pair.Key).ToList())
            {
                failures.Remove(old);
            }
        }

        var before = failures.TryGetValue(key, out var known) && now - known.Last < Forgotten ? known.Failures : 0;
        failures[key] = (before + 1, now);
    }
}
