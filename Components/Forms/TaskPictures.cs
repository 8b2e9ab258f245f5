using System.Collections.Frozen;

namespace Hodl.Components.Forms;

/// <summary>What each task does, in a few strokes: SVG within a box of 96 × 64, coloured by the classes of forms.css.</summary>
internal static class TaskPictures
{
    private const string Arrow = """<path class="ink" d="M45 32h6M49 29.5l2.5 2.5-2.5 2.5" />""";
    private const string Axes = """<path class="line faint-line" d="M10 8v46h78" />""";

    private static readonly FrozenDictionary<string, string> Drawn = new Dictionary<string, string>
    {
        ["regularized-sparse-coding"] = SparseProduct(),
        ["constrained-sparse-coding"] = Patch(8) + Shape(8) + Specks((12, 16), (22, 20), (33, 14), (15, 31), (28, 28), (37, 34), (11, 45), (24, 43), (34, 46)) + Arrow + Patch(55) + Shape(55),
        ["rain-removal"] = Patch(8) + Shape(8) + """<path class="line rain-line" d="M14 15l-3 9M22 14l-3 9M31 16l-3 9M39 14l-3 9M16 30l-3 9M26 29l-3 9M36 31l-3 9M20 42l-2 7M31 42l-2 7M39 40l-2 7" />""" + Arrow + Patch(55) + Shape(55),
        ["deconvolution"] = Patch(8) + """<g class="shape"><circle cx="25" cy="32" r="15" opacity=".25" /><circle cx="25" cy="32" r="11" opacity=".35" /><circle cx="25" cy="32" r="7" opacity=".4" /></g>""" + Arrow + Patch(55) + """<path class="shape" d="M72 17l4.4 9.6 10.4 1.2-7.7 7.1 2.1 10.3L72 40l-9.2 5.2 2.1-10.3-7.7-7.1 10.4-1.2z" />""",
        ["low-light"] = """<path class="dark" d="M8 12h34v40H8z" /><path class="shape" opacity=".35" d="M8 44c8-16 18 2 34-14v22H8z" />""" + Arrow + Patch(55) + Shape(55) + """<circle class="sun" cx="80" cy="21" r="4.5" />""",
        ["non-unique-lower-level"] = """<path class="line faint-line" d="M14 50C28 20 60 12 86 14M14 56C32 30 62 22 88 24M10 42C24 10 56 4 82 6" /><path class="line hit-line" d="M20 14c4 10 10 14 18 17s10 2 14 1" /><circle class="hit" cx="53" cy="31.5" r="3.2" />""",
        ["joint-convergence"] = Axes + """<path class="line hit-line" d="M12 14c8 24 22 34 74 36" /><path class="line faint-line" d="M12 26c10 14 26 22 74 24" /><circle class="hit" cx="84" cy="50" r="3" />""",
        ["aggregation-study"] = Axes + """<path class="line hit-line" d="M18 18C30 44 46 46 56 40S76 22 84 14" />""" + Dots(2.6, (18, 18), (34, 40), (50, 43), (66, 33), (84, 14)),
        ["non-expansiveness"] = Dots(3, (20, 14), (20, 50), (74, 27), (74, 37)) + """<path class="line faint-line" d="M20 17v30M26 16C44 20 54 24 68 27M26 48C44 44 54 40 68 37" /><path class="line hit-line" d="M74 30v4" />""",
        ["hyper-cleaning"] = WeightedSamples(),
        ["few-shot"] = Episode(),
        ["gan-modes"] = RingOfModes(),
        ["hypergradient-cost"] = Axes + """<path class="line hit-line" d="M12 50 86 12" /><path class="line faint-line" d="M12 46h74M12 40h74" />""",
        ["vertical-bars"] = Patch(8) + Bars(8) + Specks((12, 18), (20, 27), (33, 15), (16, 39), (28, 34), (37, 44), (24, 47), (34, 25)) + Arrow + Patch(55) + Bars(55),
        ["cameraman-filters"] = FilterBank(),
        ["single-level-learning"] = SparseResponses(),
        ["gradient-accuracy"] = Axes + """<path class="line hit-line" d="M14 14 84 50" /><path class="line faint-line" d="M14 18 60 42 84 43M14 26 84 47" />""",
        ["blind-denoising"] = Axes + """<path class="line faint-line" d="M16 14C30 52 52 50 84 24" /><path class="line hit-line" d="M16 20C30 54 52 54 84 30" /><path class="ink" stroke-dasharray="2 2" d="M43 12v42" />""",
        ["mri-tv-weight"] = Phantom(48),
        ["mri-mask"] = SampledLines(),
        ["ct-reconstruction"] = Projections(),
        ["method-study"] = Axes + """<path class="line hit-line" d="M12 12c8 28 20 36 74 40" /><path class="line faint-line" d="M12 12c14 20 34 24 74 30M12 12c20 12 40 16 74 18M12 12c26 6 46 10 74 12" />""",
    }.ToFrozenDictionary();

    /// <summary>The strokes of a task; a falling curve for one that has no picture of its own.</summary>
    public static string Of(string task) => Drawn.GetValueOrDefault(task, Axes + """<path class="line hit-line" d="M12 16c14 30 34 32 76 34" />""");

    private static string Patch(int x) => $"""<path class="patch" d="M{x} 12h34v40H{x}z" />""";

    private static string Shape(int x) => $"""<path class="shape" d="M{x} 44c8-16 18 2 34-14v22H{x}z" />""";

    private static string Bars(int x) => $"""<path class="shape" d="M{x + 3} 12h5v40h-5zM{x + 15} 12h5v40h-5zM{x + 27} 12h5v40h-5z" />""";

    private static string Specks(params (int X, int Y)[] places) => Join(places, at => $"""<rect class="salt" x="{at.X}" y="{at.Y}" width="3" height="3" />""");

    private static string Dots(double radius, params (double X, double Y)[] places) => Join(places, at => $"""<circle class="hit" cx="{at.X:0.#}" cy="{at.Y:0.#}" r="{radius}" />""");

    private static string Phantom(int x) => $"""
        <ellipse class="patch" cx="{x}" cy="32" rx="19" ry="26" /><ellipse class="shape" opacity=".5" cx="{x}" cy="32" rx="16" ry="23" />
        <ellipse class="dark" cx="{x - 6}" cy="32" rx="3.4" ry="9" transform="rotate(16 {x - 6} 32)" /><ellipse class="dark" cx="{x + 6}" cy="32" rx="4.4" ry="11" transform="rotate(-16 {x + 6} 32)" />
        <circle class="hit" cx="{x}" cy="17" r="4" /><circle class="hit" cx="{x}" cy="48" r="2.4" />
        """;

    // b = Q u with few entries of u
    private static string SparseProduct() =>
        Join(Grid(6, 8), at => $"""<rect class="faint" x="{22 + (at.X * 6)}" y="{8 + (at.Y * 6)}" width="5" height="5" opacity="{Shade(at.Y, at.X):0.00}" />""")
        + Join(Grid(1, 8), at => $"""<rect class="{(at.Y is 1 or 5 ? "hit" : "miss")}" x="68" y="{8 + (at.Y * 6)}" width="6" height="5" /><rect class="faint" x="8" y="{8 + (at.Y * 6)}" width="6" height="5" opacity="{Shade(at.Y, 9):0.00}" />""")
        + """<path class="ink" d="M17 30h3M17 33h3" />""";

    // Samples as high as their weights: a few are found out.
    private static string WeightedSamples() => Join(Grid(6, 3), at => (at.X + (2 * at.Y)) % 5 == 0
        ? $"""<rect class="salt" x="{10 + (at.X * 13)}" y="{18 + (at.Y * 16)}" width="9" height="3" />"""
        : $"""<rect class="hit" x="{10 + (at.X * 13)}" y="{10 + (at.Y * 16)}" width="9" height="11" />""");

    // One example of each of three classes, and queries that go with one of them.
    private static string Episode()
    {
        string[] signs = ["M0 6 5-4 10 6z", "M0-4h10v10H0z", "M0 1h10M5-4v10"];
        return Join(Grid(3, 1), at => $"""<path class="patch" d="M{10 + (at.X * 27)} 7h22v20h-22z" /><path class="sign" transform="translate({16 + (at.X * 27)} 16)" d="{signs[at.X]}" />""")
            + Join(Grid(3, 1), at => $"""<path class="patch" d="M{10 + (at.X * 27)} 37h22v20h-22z" /><path class="sign guessed" transform="translate({16 + (at.X * 27)} 46) rotate({(at.X * 9) - 8} 5 1)" d="{signs[(at.X + 1) % 3]}" />""")
            + """<path class="ink" d="M48 29l-24 6M75 29l-24 6M24 29l46 6" />""";
    }

    private static string RingOfModes() => Join(Enumerable.Range(0, 8), at =>
    {
        var (x, y) = (48 + (23 * Math.Cos(at * Math.PI / 4)), 32 + (23 * Math.Sin(at * Math.PI / 4)));
        return $"""<circle class="patch" cx="{x:0.#}" cy="{y:0.#}" r="6" />""" + Dots(1.3, (x - 1.8, y - 1), (x + 2, y + 1.4), (x + 0.4, y - 2.6), (x - 0.6, y + 2.2));
    });

    private static string FilterBank() => Join(Grid(4, 2), filter => Join(Grid(4, 4), at =>
        $"""<rect class="hit" x="{8 + (filter.X * 21) + (at.X * 4.5):0.#}" y="{9 + (filter.Y * 25) + (at.Y * 4.5):0.#}" width="4.5" height="4.5" opacity="{Wave(filter, at):0.00}" />"""));

    // Few rays through a phantom.
    private static string Projections() => Phantom(48) + Join([20, 65, 110, 155], turn => $"""<path class="line hit-line" d="M12 32H84" transform="rotate({turn} 48 32)" />""");

    // A filter, and responses that are zero nearly everywhere.
    private static string SparseResponses() =>
        Join(Grid(4, 4), at => $"""<rect class="hit" x="{8 + (at.X * 6)}" y="{20 + (at.Y * 6)}" width="6" height="6" opacity="{Wave((1, 1), at):0.00}" />""")
        + Join(Grid(8, 8), at => $"""<rect class="{(((at.X * 5) + (at.Y * 3)) % 11 == 0 ? "hit" : "miss")}" x="{42 + (at.X * 6)}" y="{8 + (at.Y * 6)}" width="5" height="5" />""");

    private static string SampledLines() => Join(Enumerable.Range(0, 17), at =>
        Math.Abs(at - 8) <= 2 || at % 4 == 0 ? $"""<rect class="hit" x="{24 + (at * 2.9):0.#}" y="8" width="1.8" height="48" />""" : $"""<rect class="miss" x="{24 + (at * 2.9):0.#}" y="8" width="1.8" height="48" />""");

    private static double Wave((int X, int Y) filter, (int X, int Y) at) =>
        0.5 + (0.45 * Math.Cos(Math.PI * (filter.X + 1) * (at.X + 0.5) / 4) * (filter.Y == 0 ? 1 : Math.Cos(Math.PI * (at.Y + 0.5) / 4)));

    private static double Shade(int row, int column) => 0.25 + (((row * 7) + (column * 11)) % 13 / 18.0);

    private static IEnumerable<(int X, int Y)> Grid(int columns, int rows) => Enumerable.Range(0, columns * rows).Select(at => (at % columns, at / columns));

    private static string Join<T>(IEnumerable<T> places, Func<T, string> draw) => string.Concat(places.Select(draw));
}
