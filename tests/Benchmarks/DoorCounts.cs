namespace Hodl.Benchmarks;

/// <summary>How many checks of each kind there were, and which failed.</summary>
internal sealed class DoorCounts
{
    private readonly Dictionary<string, (int Checks, int Wrong)> _kinds = [];

    /// <summary>Counts one; the place of one that fails is printed.</summary>
    public void Check(string kind, bool isRight, string place)
    {
        var (checks, wrong) = _kinds.GetValueOrDefault(kind);
        _kinds[kind] = (checks + 1, wrong + (isRight ? 0 : 1));
        if (!isRight)
        {
            Console.WriteLine($"  {kind}: {place}");
        }
    }

    /// <summary>Prints the sums.</summary>
    public void Print()
    {
        foreach (var (kind, (checks, wrong)) in _kinds)
        {
            Console.WriteLine($"  {kind,-44} {checks,6} checks {wrong,4} wrong");
        }

        Console.WriteLine($"  {"together",-44} {_kinds.Values.Sum(kind => kind.Checks),6} checks {_kinds.Values.Sum(kind => kind.Wrong),4} wrong");
    }
}
