using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Hodl.Benchmarks;

/// <summary>CPU seconds of the whole process, by the clock that Python's process_time reads, and wall seconds.</summary>
internal static partial class Clock
{
    public static (double Cpu, double Wall) Time(Action action)
    {
        var (cpu, wall) = (Cpu(), Stopwatch.GetTimestamp());
        action();
        return (Cpu() - cpu, Stopwatch.GetElapsedTime(wall).TotalSeconds);
    }

    private static unsafe double Cpu()
    {
        TimeSpec time;
        const int processCpuTime = 2;
        if (clock_gettime(processCpuTime, &time) != 0)
        {
            throw new InvalidOperationException("clock_gettime fails.");
        }

        return time.Seconds + (time.Nanoseconds * 1e-9);
    }

    [LibraryImport("libc")]
    private static unsafe partial int clock_gettime(int clock, TimeSpec* time);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
