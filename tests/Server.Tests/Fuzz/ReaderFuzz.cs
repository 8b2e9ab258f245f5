using System.Diagnostics;

namespace Hodl.Server.Tests.Fuzz;

/// <summary>
/// The child process of the fuzz tests: damages a file again and again and reads each. It ends with 0 when every reading ended in
/// a value or the reader's refusal, in time and in little memory; it ends otherwise, naming the case, when one did not.
/// </summary>
public static class ReaderFuzz
{
    private const int Slowest = 5;
    private const long MostBytes = 256L << 20;

    public static int Run(string[] args)
    {
        var (name, sample, seed, count, seconds) = (args[0], File.ReadAllBytes(args[1]), int.Parse(args[2]), int.Parse(args[3]), double.Parse(args[4]));
        using var folder = new TempFolder();
        var reader = FuzzedReader.Of(name, folder);
        reader.Read(sample);
        var mutations = new Mutations(sample, seed);
        var (began, before) = (Stopwatch.StartNew(), Peak());
        var (at, refused, started) = (0, 0, Stopwatch.GetTimestamp());
        using var watch = new Timer(_ =>
        {
            if (Stopwatch.GetElapsedTime(Volatile.Read(ref started)).TotalSeconds > Slowest)
            {
                Console.Error.WriteLine($"{name}, seed {seed}, case {at}: not read within {Slowest} s");
                Environment.Exit(4);
            }
        }, null, 500, 500);
        for (; at < count && began.Elapsed.TotalSeconds < seconds; at++)
        {
            var damaged = mutations.Next();
            Volatile.Write(ref started, Stopwatch.GetTimestamp());
            try
            {
                reader.Read(damaged);
            }
            catch (Exception refusal) when (refusal.GetType() == reader.Refusal)
            {
                refused++;
            }
            catch (Exception error)
            {
                Console.Error.WriteLine($"{name}, seed {seed}, case {at}: {error}\n{Convert.ToBase64String(damaged)}");
                return 3;
            }

            if (Peak() - before > MostBytes)
            {
                Console.Error.WriteLine($"{name}, seed {seed}, case {at}: took {(Peak() - before) >> 20} MiB\n{Convert.ToBase64String(damaged)}");
                return 5;
            }
        }

        Console.WriteLine($"{name}: {at} cases, {refused} refused, {(Peak() - before) >> 20} MiB, {began.Elapsed.TotalSeconds:0.0} s");
        return 0;
    }

    private static long Peak()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64;
    }
}
