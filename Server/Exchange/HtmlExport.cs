using System.Net;
using System.Text;
using Hodl.Components.Charts;
using Hodl.Components.Frame;
using Hodl.Components.Runs;
using Hodl.Components.Tables;
using Hodl.Core.Metrics;
using Hodl.Core.Runs;
using Hodl.Core.Tasks;
using Hodl.Server.Pages;
using Hodl.Server.Store;
using Hodl.Server.Tables;

namespace Hodl.Server.Exchange;

/// <summary>A table or comparison as one HTML file: numbers, charts, images, settings and commands inside, no script, no network.</summary>
/// <param name="store">The runs' numbers and images.</param>
/// <param name="clock">Dates the file.</param>
public sealed class HtmlExport(RunStore store, TimeProvider clock)
{
    private const int MostRuns = 24, MostCharts = 8, MostPoints = 1500, MostPictures = 6;
    private const long MostPictureBytes = 24L << 20;

    /// <summary>The page of an answered table.</summary>
    public string OfTable(ResultTable table) => Page(table.Name == "" ? "Results" : table.Name, table, table.Runs, question: true);

    /// <summary>The page of chosen runs side by side.</summary>
    public string OfRuns(IReadOnlyList<RunRow> runs) => Page("Comparison", ResultTable.Of(runs), runs, question: false);

    private static string E(string text) => WebUtility.HtmlEncode(text);

    private static string Color(RunRow run) => $"var({RunColor.Of(run).Variable})";

    private string Page(string title, ResultTable table, IReadOnlyList<RunRow> all, bool question)
    {
        var runs = all.Take(MostRuns).ToList();
        var page = new StringBuilder();
        page.Append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
            .Append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; style-src 'unsafe-inline'\">")
            .Append($"<title>{E(title)}</title><style>{HtmlStyle.Sheet}</style></head><body><main><h1>{E(title)}</h1>")
            .Append($"<p class=\"muted\">Exported from the HODL Dashboard on {clock.GetUtcNow():yyyy-MM-dd HH:mm} UTC; {all.Count} {(all.Count == 1 ? "run" : "runs")}{(all.Count > runs.Count ? $", curves and images of the first {runs.Count}" : "")}.</p>");
        if (table.Note != "")
        {
            page.Append($"<p class=\"note\">{E(table.Note)}</p>");
        }

        page.Append("<h2>Results</h2>").Append(Results(table)).Append($"<p class=\"muted\">{E(ResultMarkdown.Legend(table))}</p>");
        Curves(page, runs);
        Pictures(page, runs);
        if (!question)
        {
            Differences(page, runs);
        }

        page.Append("<h2>Runs</h2><div class=\"scroll\"><table><thead><tr><th>Run</th><th>What</th><th>State</th><th class=\"num\">Seed</th><th class=\"num\">Time</th><th>Repeats it</th></tr></thead><tbody>");
        foreach (var run in all)
        {
            page.Append($"<tr><th>{run.Id}</th><td>{E(RunText.Title(run))}</td><td>{run.State}</td><td class=\"num\">{run.Seed}</td><td class=\"num\">{E(TimeText.Duration(run.Seconds))}</td><td>{(run.External ? "computed elsewhere" : $"<code>{E(RunCommand.Of(run))}</code>")}</td></tr>");
        }

        return page.Append("</tbody></table></div></main></body></html>\n").ToString();
    }

    private static string Results(ResultTable table)
    {
        var digits = table.Columns.Select((_, at) => ColumnDigits.Of(table, at)).ToList();
        var html = new StringBuilder("<div class=\"scroll\"><table><thead><tr><th>Method</th>");
        foreach (var column in table.Columns)
        {
            html.Append($"<th class=\"num\" title=\"{E(column.Info.Title)}\">{(column.Group == "" ? "" : E(column.Group) + "<br>")}{E(column.Head)}</th>");
        }

        html.Append("</tr></thead><tbody>");
        foreach (var line in table.Lines)
        {
            html.Append($"<tr><th>{E(line.Name)}</th>");
            foreach (var (cell, at) in line.Cells.Select((cell, at) => (cell, at)))
            {
                html.Append("<td class=\"num\">").Append(Cell(cell, digits[at])).Append("</td>");
            }

            html.Append("</tr>");
        }

        return html.Append("</tbody></table></div>").ToString();
    }

    private static string Cell(ResultCell? cell, ColumnDigits digits)
    {
        var number = cell is not { Count: > 0 } ? cell?.State == CellState.Running ? "running" : "–"
            : $"<span class=\"{cell.Rank switch { 1 => "best", 2 => "second", _ => "" }}\">{E(digits.Text(cell.Mean))}</span>{(cell.Std is { } std ? $" ± {E(digits.Text(std))}" : "")} <small>n = {cell.Count}</small>";
        var p = cell?.P is { } value ? $"<br><small>p = {value:0.000}</small>" : "";
        var published = cell?.Published is { } printed ? $"<br><small><i>published {E(digits.Text(printed))}</i></small>" : "";
        return number + p + published;
    }

    private void Curves(StringBuilder page, List<RunRow> runs)
    {
        var known = runs.Select(run => TaskCatalog.Find(run.Task)).OfType<ITask>().Distinct().SelectMany(task => task.Metrics).DistinctBy(info => info.Name).ToList();
        var recorded = runs.SelectMany(run => store.Series(run.Id)).Distinct().ToList();
        var names = known.Select(info => info.Name).Where(recorded.Contains).Concat(recorded).Distinct().Take(MostCharts).ToList();
        if (names.Count == 0)
        {
            return;
        }

        page.Append("<h2>Curves</h2><p class=\"legend\">").Append(string.Concat(runs.Select(run => $"<span><i style=\"background:{Color(run)}\"></i>{E(RunText.Legend(run))}</span>"))).Append("</p><div class=\"charts\">");
        foreach (var name in names)
        {
            var info = known.Find(info => info.Name == name) ?? new MetricInfo(name, name.Replace('_', ' '));
            var curves = runs.Select(run => (run, data: store.Read(run.Id, name, MostPoints))).Where(one => one.data.Total > 0)
                .Select(one => new SvgCurve(RunText.Legend(one.run), Color(one.run), [.. one.data.Steps.Select(step => (double)step)], one.data.Values, one.data.Total)).ToList();
            var (drawn, total) = (curves.Sum(curve => curve.X.Count), curves.Sum(curve => curve.Total));
            page.Append($"<figure><figcaption>{E(info.Title)}{(info.Unit == "" ? "" : $" ({E(info.Unit)})")} <small>{(drawn == total ? $"{NumberText.Whole(total)} points" : $"{NumberText.Whole(drawn)} of {NumberText.Whole(total)} points")}</small></figcaption>{SvgChart.Of(info.Title, "outer step", info.Log, curves)}</figure>");
        }

        page.Append("</div>");
    }

    // The same pictures of every run, until the file would become too large to send around.
    private void Pictures(StringBuilder page, List<RunRow> runs)
    {
        var latest = runs.Select(run => (run, images: RunPictures.Latest(store.Images(run.Id), run.Id))).Where(one => one.images.Count > 0).Take(MostPictures).ToList();
        if (latest.Count == 0)
        {
            return;
        }

        var left = MostPictureBytes;
        var (written, skipped) = (new HashSet<string>(), 0);
        page.Append("<h2>Images</h2><div class=\"pictures\">");
        foreach (var name in latest.SelectMany(one => store.Images(one.run.Id)).Select(image => image.Name).Distinct().Take(MostPictures))
        {
            foreach (var (run, image) in latest.SelectMany(one => store.Images(one.run.Id).Where(image => image.Name == name && image.Inner == 0).GroupBy(image => image.Role).Select(role => (one.run, image: role.MaxBy(image => image.Step)!))))
            {
                if (!written.Add(image.Sha256) || store.ImageFile(run.Id, image.Id) is not { } file)
                {
                    continue;
                }

                if ((left -= file.Png.Length) < 0)
                {
                    skipped++;
                    continue;
                }

                var quality = string.Join(", ", image.Metrics.Where(pair => pair.Key.StartsWith("psnr", StringComparison.Ordinal) || pair.Key.StartsWith("ssim", StringComparison.Ordinal)).Select(pair => $"{pair.Key} {NumberText.Compact(pair.Value)}"));
                var who = image.Role == "output" ? RunText.Legend(run) : image.Role;
                page.Append($"<figure><img alt=\"{E(name)}, {E(who)}\" width=\"{image.Width}\" height=\"{image.Height}\" src=\"data:image/png;base64,{Convert.ToBase64String(file.Png)}\"><figcaption>{E(name)}, {E(who)}<br><small>{E(quality)}</small></figcaption></figure>");
            }
        }

        page.Append("</div>").Append(skipped > 0 ? $"<p class=\"muted\">{skipped} further images were left out for the file's size.</p>" : "");
    }

    private static void Differences(StringBuilder page, List<RunRow> runs)
    {
        page.Append("<h2>What differs</h2><div class=\"scroll\"><table><thead><tr><th>Setting</th>").Append(string.Concat(runs.Select(run => $"<th class=\"num\">run {run.Id}</th>"))).Append("</tr></thead><tbody>");
        foreach (var (label, values) in SettingsDifference.Of(runs))
        {
            page.Append($"<tr><th>{E(label)}</th>{string.Concat(values.Select(value => $"<td class=\"num\">{E(value)}</td>"))}</tr>");
        }

        page.Append("</tbody></table></div>");
    }
}
