namespace Hodl.Server.Tests;

/// <summary>What the fake task must have reported.</summary>
public static class FakeRun
{
    public static double Phi(long seed, long step) => Phi(seed, [step])[0];

    public static double[] Phi(long seed, IReadOnlyList<long> steps)
    {
        var wanted = steps.ToHashSet();
        var values = new Dictionary<long, double>();
        var state = (ulong)seed;
        var last = steps.DefaultIfEmpty(0).Max();
        for (var step = 1L; step <= last; step++)
        {
            state = FakeTask.Next(state);
            if (wanted.Contains(step))
            {
                values[step] = FakeTask.Value(state);
            }
        }

        return [.. steps.Select(step => values[step])];
    }
}
