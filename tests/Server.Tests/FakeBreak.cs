namespace Hodl.Server.Tests;

/// <summary>How the fake task's process comes to grief, at step 30 of its first attempt.</summary>
public enum FakeBreak
{
    None,
    Abort,
    Segfault,
    Memory,
    Hang,
    Freeze,
}
