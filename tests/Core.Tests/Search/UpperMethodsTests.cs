using Hodl.Core.Search;
using Xunit;

namespace Hodl.Core.Tests.Search;

public class UpperMethodsTests
{
    [Fact]
    public void Find_UnknownId_NamesItAndTheKnown()
    {
        var error = Assert.Throws<ArgumentException>(() => UpperMethods.Find("no-such"));
        Assert.Contains("no method no-such", error.Message, StringComparison.Ordinal);
        Assert.All(UpperMethods.All.Concat(UpperMethods.NonSmooth), method => Assert.Contains(method.Id, error.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Find_EveryMethod_IsItself() =>
        Assert.All(UpperMethods.All.Concat(UpperMethods.NonSmooth), method => Assert.Same(method, UpperMethods.Find(method.Id)));
}
