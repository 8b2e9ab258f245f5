namespace Hodl.Server.Tests;

public enum FakeKind
{
    Linear,
    Odd,
    Zero,
}
