using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Hodl.Server.Tests;

/// <summary>What native code and the system do to a process.</summary>
internal static partial class Grief
{
    public const long Step = 30;
    private static readonly List<byte[]> _taken = [];

    public static void Come(FakeBreak how)
    {
        switch (how)
        {
            case FakeBreak.Abort:
                Console.Error.WriteLine("terminate called after throwing an instance of 'c10::Error'");
                Abort();
                break;
            case FakeBreak.Segfault:
                _ = Length(1);
                break;
            case FakeBreak.Memory:
                while (true)
                {
                    var block = new byte[16 << 20];
                    Array.Fill(block, (byte)1);
                    _taken.Add(block);
                    Thread.Sleep(20);
                }

            case FakeBreak.Hang:
                Thread.Sleep(Timeout.Infinite);
                break;
            case FakeBreak.Freeze:
                using (var stop = Process.Start("kill", ["-STOP", $"{Environment.ProcessId}"]))
                {
                    stop.WaitForExit();
                }

                Thread.Sleep(Timeout.Infinite);
                break;
            default:
                break;
        }
    }

    [LibraryImport("libc", EntryPoint = "abort")]
    private static partial void Abort();

    [LibraryImport("libc", EntryPoint = "strlen")]
    private static partial nint Length(nint text);
}
