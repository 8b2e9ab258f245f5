using Hodl.Core.Data;
using Xunit;

namespace Hodl.Core.Tests.Data;

public class CosineAtomsTests
{
    [Fact]
    public void Overcomplete_SixteenAndTwentyThree_UnitColumnsThatSpanAll()
    {
        var dictionary = CosineAtoms.Overcomplete(16, 23);

        Assert.Equal(256 * 529, dictionary.Length);
        for (var column = 0; column < 529; column++)
        {
            Assert.Equal(1, Enumerable.Range(0, 256).Sum(row => dictionary[(row * 529) + column] * dictionary[(row * 529) + column]), 12);
        }

        // The first atom is constant; a product of atoms is a Kronecker product.
        Assert.All(Enumerable.Range(0, 256), row => Assert.Equal(1.0 / 16, dictionary[row * 529], 12));
        Assert.Equal(dictionary[(3 * 16 * 529) + (5 * 23)] * dictionary[(7 * 529) + 9], dictionary[(((3 * 16) + 7) * 529) + (5 * 23) + 9] / 16, 12);
    }

    [Fact]
    public void Overcomplete_AsManyAtomsAsPixels_IsTheWholeSpace()
    {
        // With 2 atoms of 2 pixels: (1, 1)/√2 and (1, −1)/√2.
        var dictionary = CosineAtoms.Overcomplete(2, 2);

        Assert.Equal([0.5, 0.5, 0.5, 0.5], dictionary[..4], (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.Equal([0.5, -0.5, -0.5, 0.5], [.. Enumerable.Range(0, 4).Select(row => dictionary[(row * 4) + 3])], (double a, double b) => Math.Abs(a - b) < 1e-12);
    }
}
