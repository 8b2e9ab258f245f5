namespace Hodl.Components.Tests.Frame;

public class NumberTextTests
{
    [Theory]
    [InlineData(0, "0")]
    [InlineData(28.1432, "28.14")]
    [InlineData(-0.51234, "−0.5123")]
    [InlineData(1.5, "1.500")]
    [InlineData(0.00001234, "1.23e−5")]
    [InlineData(0.0009999999, "1.00e−3")]
    [InlineData(123456.7, "123457")]
    [InlineData(2.5e6, "2.50e6")]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.NegativeInfinity, "−∞")]
    public void Compact_Numbers_FourDigitsOrScientific(double value, string text) => Assert.Equal(text, NumberText.Compact(value));

    [Fact]
    public void Whole_Thousands_ThinSpaces() => Assert.Equal("−1\u202f234\u202f567", NumberText.Whole(-1234567));

    [Theory]
    [InlineData(0.42, "0.4 s")]
    [InlineData(42.4, "42 s")]
    [InlineData(187, "3:07")]
    [InlineData(3750, "1:02:30")]
    [InlineData(99 * 86400, "2376:00:00")]
    [InlineData(120 * 86400, "120 d")]
    [InlineData(1.7e9, "54 years")]
    [InlineData(1e300, "3.2e292 years")]
    [InlineData(double.NaN, "–")]
    public void Duration_Seconds_ReadsAsClock(double seconds, string text) => Assert.Equal(text, TimeText.Duration(seconds));

    [Theory]
    [InlineData(2, "now")]
    [InlineData(40, "40 s ago")]
    [InlineData(720, "12 min ago")]
    [InlineData(10800, "3 h ago")]
    [InlineData(86400, "1 day ago")]
    [InlineData(432000, "5 days ago")]
    [InlineData(59.9 * 86400, "59 days ago")]
    [InlineData(60 * 86400, "1 month ago")]
    [InlineData(300 * 86400, "9 months ago")]
    [InlineData(1111 * 86400, "3 years ago")]
    [InlineData(1_700_000_000, "53 years ago")]
    [InlineData(-30, "now")]
    [InlineData(-180, "in 3 min")]
    [InlineData(-259200, "in 3 days")]
    [InlineData(-251_000_000_000, "in 7953 years")]
    public void Ago_Ages_FewWords(double seconds, string text) => Assert.Equal(text, TimeText.Ago(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(20, "under a minute")]
    [InlineData(240, "about 4 minutes")]
    [InlineData(9000, "about 2.5 hours")]
    public void Estimate_Seconds_InWords(double seconds, string text) => Assert.Equal(text, TimeText.Estimate(seconds));
}
