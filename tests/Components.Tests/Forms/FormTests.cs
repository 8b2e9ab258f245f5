namespace Hodl.Components.Tests.Forms;

public class FormTests : ComponentTest
{
    private static readonly FakeTask Task = new();
    private static readonly IReadOnlyList<SettingField> Fields = SettingsForm.Fields(typeof(FakeSettings));

    [Theory]
    [InlineData("1-3, 7", new long[] { 1, 2, 3, 7 })]
    [InlineData("2 2 1", new long[] { 2, 1 })]
    [InlineData("5–6", new long[] { 5, 6 })]
    public void Parse_SeedsAndRanges_EachOnce(string text, long[] seeds) => Assert.Equal(seeds, SeedList.Parse(text).Seeds);

    [Theory]
    [InlineData("", "At least one seed.")]
    [InlineData("a", "“a” is no seed.")]
    [InlineData("3-1", "“3-1” runs backwards.")]
    [InlineData("1-1000000000000", "More than 100 seeds.")]
    [InlineData("1.5", "“1.5” is no seed.")]
    public void Parse_WrongSeeds_SaysWhat(string text, string error)
    {
        var (seeds, said) = SeedList.Parse(text);
        Assert.Empty(seeds);
        Assert.StartsWith(error, said, StringComparison.Ordinal);
    }

    [Fact]
    public void LaunchForm_ThroughItsAddress_ComesBack()
    {
        var form = new LaunchForm { Task = "fake", Methods = ["unh", "ena"], Preset = "paper", Seeds = "1-3, 7", Set = new Dictionary<string, string> { ["Mu"] = "0.1", ["Note"] = "a & b = c" } };
        var read = LaunchForm.Parse(new Uri("http://x" + form.Address("/launch")).Query);
        Assert.Equal((form.Task, form.Preset, form.Seeds), (read.Task, read.Preset, read.Seeds));
        Assert.Equal(form.Methods, read.Methods);
        Assert.Equal(form.Set, read.Set);
    }

    [Fact]
    public void With_PresetsOwnValue_IsNoChange()
    {
        var changed = new LaunchForm().With("K", "7", new FakeSettings());
        Assert.Equal("7", changed.Set["K"]);
        Assert.Empty(changed.With("K", "25", new FakeSettings()).Set);
        Assert.Empty(changed.With("K", " 2.5e1", new FakeSettings()).Set);
        Assert.Equal("wrong", changed.With("K", "wrong", new FakeSettings()).Set["K"]);
    }

    [Fact]
    public void Flip_Methods_KeepTheTasksOrder() =>
        Assert.Equal(["ahodl", "unh"], new LaunchForm().Flip("ahodl", Task, ["unh"]).Methods);

    [Fact]
    public void SettingsEditor_Record_ShowsLabelsUnitsRangesAndDefaults()
    {
        var form = Render<SettingsEditor>(parameters => parameters.Add(p => p.Fields, Fields).Add(p => p.Preset, new FakeSettings()));
        Assert.Equal(["Lower level", "Upper level", "Machine"], form.FindAll("legend").Select(legend => legend.TextContent));
        Assert.Equal("Aggregation μ", form.Find("label[for=set-Mu]").TextContent);
        Assert.NotEmpty(form.Find("#set-Mu-why").TextContent);
        Assert.Equal("0 … 0.99 · default 0.3", form.Find("#set-Mu-range").TextContent);
        Assert.Contains("share", form.Markup, StringComparison.Ordinal);
        Assert.False(form.Find("details.advanced").HasAttribute("open"));
    }

    [Fact]
    public async Task SettingsEditor_Typing_ReportsNameAndText()
    {
        var popovers = Render<MudPopoverProvider>();
        (string Name, string Text)? said = null;
        var form = Render<SettingsEditor>(parameters => parameters.Add(p => p.Fields, Fields).Add(p => p.Preset, new FakeSettings()).Add(p => p.Changed, change => said = change));
        form.Find("#set-K").Input("12");
        Assert.Equal(("K", "12"), said);
        form.Find("#set-NonExpansive").Change(false);
        Assert.Equal(("NonExpansive", "false"), said);
        await form.Find("#set-Optimizer").MouseDownAsync(new MouseEventArgs());
        popovers.WaitForAssertion(() => Assert.Contains("Sgd", popovers.Markup, StringComparison.Ordinal));
        await popovers.FindAll(".mud-list-item").Single(item => item.TextContent == "Sgd").ClickAsync(new MouseEventArgs());
        Assert.Equal(("Optimizer", "Sgd"), said);
    }

    [Fact]
    public void SettingEditor_WrongValue_SaysWhatIsAllowedAtTheField()
    {
        var editor = Render<SettingEditor>(parameters => parameters.Add(p => p.Field, Fields.Single(field => field.Name == "K")).Add(p => p.Value, "1000").Add(p => p.Default, "25"));
        Assert.Equal("true", editor.Find("#set-K").GetAttribute("aria-invalid"));
        Assert.Equal("“1000” is outside. Allowed is 1 … 100.", editor.Find("#set-K-range").TextContent);
    }

    [Fact]
    public void SettingEditor_Changed_IsMarkedAndCanBeReset()
    {
        string? text = null;
        var editor = Render<SettingEditor>(parameters => parameters.Add(p => p.Field, Fields.Single(field => field.Name == "K")).Add(p => p.Value, "7").Add(p => p.Default, "25").Add(p => p.ValueChanged, value => text = value));
        Assert.Single(editor.FindAll(".setting.changed"));
        editor.Find("button.reset").Click();
        Assert.Equal("25", text);
    }

    [Fact]
    public void MethodChips_Refused_CannotBeChosenAndSaysWhy()
    {
        var flipped = new List<string>();
        var chips = Render<MethodChips>(parameters => parameters.Add(p => p.Task, Task).Add(p => p.Chosen, ["unh"]).Add(p => p.Refused, new Dictionary<string, string> { ["ahodl"] = "needs μ > 0." }).Add(p => p.Flipped, flipped.Add));
        var buttons = chips.FindAll("button.method");
        Assert.Equal(["false", "false", "true"], buttons.Select(button => button.GetAttribute("aria-pressed")));
        buttons[0].Click();
        chips.FindAll("button.method")[1].Click();
        Assert.Equal(["shodl"], flipped);
        Assert.Equal("aHODL: needs μ > 0.", chips.Find("p.range.error").TextContent);
    }

    [Theory]
    [InlineData("constrained-sparse-coding")]
    [InlineData("regularized-sparse-coding")]
    [InlineData("non-unique-lower-level")]
    [InlineData("anything-else")]
    public void TaskPicture_AnyTask_IsDrawn(string task) =>
        Assert.NotEmpty(Render<TaskPicture>(parameters => parameters.Add(p => p.Task, task)).FindAll("path, rect, circle"));

    [Fact]
    public void TaskCard_Click_IsReported()
    {
        var clicked = false;
        var card = Render<TaskCard>(parameters => parameters.Add(p => p.Task, Task).Add(p => p.Chosen, true).Add(p => p.Clicked, () => clicked = true));
        card.Find("button").Click();
        Assert.True(clicked);
        Assert.Equal("true", card.Find("button").GetAttribute("aria-pressed"));
    }

    [Theory]
    [InlineData("mixture", 0)]
    [InlineData("μ", 1)]
    [InlineData("AGGREGATION", 1)]
    public void SettingsEditor_Words_FindSettingsOfEveryGroup(string words, int found)
    {
        var form = Render<SettingsEditor>(parameters => parameters.Add(p => p.Fields, Fields).Add(p => p.Preset, new FakeSettings()));
        form.Find("#find-setting").Input(words);
        form.WaitForAssertion(() => Assert.Equal(found, form.FindAll(".setting:not([hidden])").Count), TimeSpan.FromSeconds(10));
        Assert.True(form.Find("details").HasAttribute("open"));
        Assert.Equal(found == 0, form.Markup.Contains($"speaks of “{words}”", StringComparison.Ordinal));
    }
}
