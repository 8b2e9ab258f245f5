using System.Text.Json;

namespace Hodl.Components.Tests.Images;

public sealed class FilmTests : ComponentTest
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    [Fact]
    public void Film_Frames_GoToTheScriptAndStillsStandBeside()
    {
        var module = JSInterop.SetupModule("/js/film.js");
        module.Mode = JSRuntimeMode.Loose;
        var still = new Picture("samples", "reference", "/runs/1/images/1?v=r", 0, 4, 4, new Dictionary<string, double>());
        var film = Render<Film>(parameters => parameters.Add(p => p.Frames, [Frame("samples", 0), Frame("samples", 50)]).Add(p => p.Stills, [still]));
        film.Render(parameters => parameters.Add(p => p.Frames, [Frame("samples", 0), Frame("samples", 50), Frame("samples", 100)]).Add(p => p.Live, true));

        var start = Assert.Single(module.Invocations, invocation => invocation.Identifier == "film");
        Assert.Equal(50, JsonSerializer.SerializeToElement(start.Arguments[1], Web).GetProperty("frames")[1].GetProperty("step").GetInt64());
        Assert.Equal("As it trains", film.Find("h2").TextContent);
        Assert.Equal("reference", film.Find("[data-film-still=samples] strong").TextContent);
        Assert.Empty(film.FindAll("select"));
        Assert.Equal("Play", film.Find("[data-film=play]").TextContent.Trim());
    }

    [Fact]
    public void Film_TwoPictures_OffersBoth()
    {
        JSInterop.SetupModule("/js/film.js").Mode = JSRuntimeMode.Loose;
        var film = Render<Film>(parameters => parameters.Add(p => p.Frames, [Frame("histogram", 0), Frame("samples", 0), Frame("histogram", 5), Frame("samples", 5)]));
        Assert.Equal(["histogram", "samples"], film.FindAll("option").Select(option => option.GetAttribute("value")));
    }

    private static FilmFrame Frame(string name, long step) => new(name, step, $"/runs/1/images/{step}?v={name}", 4, 4, "modes covered 3");
}
