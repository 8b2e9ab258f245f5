using System.Collections.Frozen;

namespace Hodl.Components.Frame;

/// <summary>A small line drawing beside a word. It is never read aloud: the word beside it, or the button's name, is.</summary>
public partial class Icon
{
    /// <summary>The drawing as the components take one: the inside of a 24 × 24 field.</summary>
    public static string Of(string name) =>
        "<path transform=\"scale(1.5)\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"1.5\" stroke-linecap=\"round\" "
        + $"stroke-linejoin=\"round\" d=\"{Paths[name]}\"/>";

    /// <summary>Paths on a 16 × 16 field, drawn as 1.5 px strokes.</summary>
    public static FrozenDictionary<string, string> Paths { get; } = new Dictionary<string, string>
    {
        ["runs"] = "M2.5 4h11M2.5 8h11M2.5 12h7",
        ["launch"] = "M4.5 2.8v10.4L13 8z",
        ["compare"] = "M2 12c3.5 0 3.5-8 6-8 2 0 2.5 3 6 3M2 8.5c4 0 5 4 12 4",
        ["search"] = "M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10zM10.7 10.7 14 14",
        ["theme"] = "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 2v12M8 5h4.8M8 8h6M8 11h4.8",
        ["menu"] = "M2.5 4h11M2.5 8h11M2.5 12h11",
        ["fold"] = "M10 3.5 5.5 8l4.5 4.5",
        ["right"] = "M6 3.5 10.5 8 6 12.5",
        ["down"] = "M3.5 6 8 10.5 12.5 6",
        ["up"] = "M3.5 10 8 5.5 12.5 10",
        ["check"] = "M3 8.5 6.5 12 13 4.5",
        ["finished"] = "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM5.3 8.2l2 2 3.5-4",
        ["certified"] = "M8 1.8 13 3.7v4c0 3-2 5.2-5 6.5-3-1.3-5-3.5-5-6.5v-4zM5.6 7.9l1.8 1.8 3-3.4",
        ["failed"] = "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM6 6l4 4M10 6l-4 4",
        ["cancelled"] = "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM6 6h4v4H6z",
        ["interrupted"] = "M9 2 4 9h4l-1 5 5-7H8z",
        ["queued"] = "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 5v3.2l2 1.3",
        ["running"] = "M14 8a6 6 0 1 1-3.2-5.3",
        ["close"] = "M4 4l8 8M12 4l-8 8",
        ["warning"] = "M8 2.2 14.5 13.5h-13zM8 6.3v3.4M8 11.6v.1",
        ["info"] = "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 7.3v3.5M8 5.1v.1",
        ["stop"] = "M4 4h8v8H4z",
        ["resume"] = "M3 3v10M6.5 3v10L14 8z",
        ["repeat"] = "M13.5 5.5A6 6 0 1 0 14 8M13.8 2.2v3.4h-3.4",
        ["delete"] = "M2.8 4.2h10.4M6 4V2.5h4V4M4.2 4.2l.6 9.3h6.4l.6-9.3M6.8 7v4M9.2 7v4",
        ["copy"] = "M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3",
        ["download"] = "M8 2.5v7.5M4.8 7 8 10.2 11.2 7M2.5 13.5h11",
        ["upload"] = "M8 10.2V2.7M4.8 5.8 8 2.5l3.2 3.3M2.5 13.5h11",
        ["cpu"] = "M4.5 4.5h7v7h-7zM6.5 2v2.5M9.5 2v2.5M6.5 11.5V14M9.5 11.5V14M2 6.5h2.5M2 9.5h2.5M11.5 6.5H14M11.5 9.5H14",
        ["edit"] = "M2.5 13.5 3 10.7 10.8 2.9l2.3 2.3-7.8 7.8zM9.2 4.5l2.3 2.3",
        ["columns"] = "M2.5 3h11v10h-11zM6.2 3v10M9.8 3v10",
        ["filter"] = "M2 3.5h12L9.5 8.7v4.1l-3-1.6V8.7z",
        ["reset"] = "M2.5 5.5A6 6 0 1 1 2 8M2.2 2.2v3.4h3.4",
        ["chart"] = "M2.5 2.5v11h11M5 10.5l2.5-3.5 2 2 3.5-5",
        ["image"] = "M2.5 3h11v10h-11zM2.5 11l3.2-3.5 2.6 2.8 2-1.8 3.2 3M10.3 6.2v.1",
        ["measure"] = "M2 10.5 10.5 2 14 5.5 5.5 14zM4.5 8l1.5 1.5M6.5 6l1.5 1.5M8.5 4l1.5 1.5",
        ["data"] = "M8 6.2c3 0 5.5-.9 5.5-2.1S11 2 8 2s-5.5.9-5.5 2.1S5 6.2 8 6.2zM2.5 4.1v7.8C2.5 13.1 5 14 8 14s5.5-.9 5.5-2.1V4.1M2.5 8c0 1.2 2.5 2.1 5.5 2.1s5.5-.9 5.5-2.1",
        ["settings"] = "M2.5 4.5h6M12 4.5h1.5M8.5 4.5a1.7 1.7 0 1 0 3.5 0 1.7 1.7 0 0 0-3.5 0M2.5 11.5H4M7.5 11.5h6M4 11.5a1.7 1.7 0 1 0 3.5 0 1.7 1.7 0 0 0-3.5 0",
        ["log"] = "M3.5 2h6l3 3v9h-9zM5.8 7.5h4.4M5.8 10.5h4.4",
        ["user"] = "M8 7.8A2.9 2.9 0 1 0 8 2a2.9 2.9 0 0 0 0 5.8zM2.5 14c.4-3 2.6-4.4 5.5-4.4s5.1 1.4 5.5 4.4",
        ["share"] = "M8 10V2M5 4.8 8 1.8l3 3M4.5 7.5h-1v6.500h9V7.5h-1",
        ["tag"] = "M2.5 2.500h5.300l5.700 5.700-5.300 5.300-5.700-5.700zM5.300 5.300v.1",
        ["folder"] = "M2 3.500h4l1.500 2H14v7.500H2z",
        ["bell"] = "M8 2a4 4 0 0 0-4 4c0 3.500-1.500 4.500-1.500 5.500h11C13.500 10.500 12 9.500 12 6a4 4 0 0 0-4-4zM6.500 13.700h3",
        ["key"] = "M5.300 13.200a2.900 2.900 0 1 0 0-5.800 2.900 2.900 0 0 0 0 5.800zM7.400 8.300 13.500 2.200M10.500 5.200l2 2",
        ["comment"] = "M2.500 3h11v8H7l-3 2.800V11H2.500z",
        ["external"] = "M6 3H3v10h10v-3M9 2.500h4.500V7M13.300 2.700 7.500 8.500",
        ["star"] = "M8 2.3l1.7 3.6 4 .5-2.9 2.7.8 3.9L8 11.1 4.4 13l.8-3.9-2.9-2.7 4-.5z",
    }.ToFrozenDictionary();
}
