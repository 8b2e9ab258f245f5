namespace Hodl.Components.Tests.Forms;

public class NumberFieldTests : ComponentTest
{
    private static readonly SettingField Mu = SettingsForm.Fields(typeof(FakeSettings)).Single(field => field.Name == "Mu");
    private static readonly SettingField K = SettingsForm.Fields(typeof(FakeSettings)).Single(field => field.Name == "K");
    private readonly List<string> said = [], refused = [];

    [Theory]
    [InlineData("1e-3", 1e-3)]
    [InlineData("2.5E-7", 2.5e-7)]
    [InlineData("-0", -0.0)]
    [InlineData("  0.25 ", 0.25)]
    [InlineData(".5", 0.5)]
    [InlineData("+.5", 0.5)]
    [InlineData("5.e-1", 0.5)]
    [InlineData("−0", -0.0)]
    public void Type_AsScientistsWrite_IsThatNumber(string text, double value)
    {
        var field = Show(Mu, "0.3");
        field.Find("input").Input(text);
        Assert.Equal([text.Trim()], said);
        Assert.Equal(value, SettingsForm.Parse(Mu, said[0]));
        Assert.Empty(refused);
        Assert.Equal("false", field.Find("input").GetAttribute("aria-invalid"));
    }

    [Theory]
    [InlineData("1e1", 10)]
    [InlineData("12.0", 12)]
    [InlineData("1.2e1", 12)]
    public void Type_WholeInAnyNotation_IsThatNumber(string text, int value)
    {
        Show(K, "25").Find("input").Input(text);
        Assert.Equal(value, SettingsForm.Parse(K, said.Single()));
    }

    [Theory]
    [InlineData("0,25", "comma")]
    [InlineData("1,000", "comma")]
    [InlineData("", "A number is needed.")]
    [InlineData("1e", "“1e” is not a number.")]
    [InlineData("abc", "“abc” is not a number.")]
    [InlineData("NaN", "“NaN” is not a finite number.")]
    [InlineData("1e999", "“1e999” is not a finite number.")]
    [InlineData("7", "“7” is outside.")]
    public void Type_Unreadable_KeepsTheLastGoodValueAndShowsTheRange(string text, string reason)
    {
        var field = Show(Mu, "0.3");
        field.Find("input").Input("0.4");
        field.Find("input").Input(text);
        Assert.Equal(["0.4"], said);
        Assert.Contains(reason, refused.Single(), StringComparison.Ordinal);
        Assert.EndsWith("Allowed is 0 … 0.99.", refused.Single(), StringComparison.Ordinal);
        Assert.Equal(text, field.Find("input").GetAttribute("value"));
        Assert.Equal("true", field.Find("input").GetAttribute("aria-invalid"));
        field.Find("input").Input("0.5");
        Assert.Equal("", refused[^1]);
    }

    [Fact]
    public void Value_EqualToWhatWasTyped_LeavesTheTextAlone()
    {
        var field = Show(Mu, "0.3");
        field.Find("input").Input("0.10");
        field.Render(parameters => parameters.Add(p => p.Value, "0.1"));
        Assert.Equal("0.10", field.Find("input").GetAttribute("value"));
        field.Render(parameters => parameters.Add(p => p.Value, "0.2"));
        Assert.Equal("0.2", field.Find("input").GetAttribute("value"));
    }

    [Fact]
    public void Type_FractionOfAWholeNumber_IsRefusedInWords()
    {
        Show(K, "25").Find("input").Input("2.5");
        Assert.Empty(said);
        Assert.StartsWith("“2.5” is not a whole number.", refused.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public void Editor_Unreadable_SaysWhatStillCountsAndIsReset()
    {
        var unread = "";
        var editor = Render<SettingEditor>(parameters => parameters.Add(p => p.Field, K).Add(p => p.Value, "25").Add(p => p.Default, "25").Add(p => p.Unread, reason => unread = reason));
        editor.Find("#set-K").Input("2,5");
        Assert.EndsWith("25 still counts.", editor.Find("#set-K-range").TextContent, StringComparison.Ordinal);
        Assert.NotEmpty(unread);
        editor.Find("button.reset").Click();
        Assert.Equal(("25", ""), (editor.Find("#set-K").GetAttribute("value"), unread));
    }

    private IRenderedComponent<NumberField> Show(SettingField field, string value) => Render<NumberField>(parameters => parameters
        .Add(p => p.Id, "n").Add(p => p.Field, field).Add(p => p.Value, value).Add(p => p.ValueChanged, said.Add).Add(p => p.Refused, refused.Add));
}
