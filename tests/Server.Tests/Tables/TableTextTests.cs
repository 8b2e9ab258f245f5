using System.Diagnostics;
using System.Text.Json;
using Hodl.Components.Tables;
using Hodl.Components.Tables.Paper;
using Hodl.Core.Metrics;
using Hodl.Core.Runs;
using Hodl.Server.Tables;
using Xunit.Abstractions;

namespace Hodl.Server.Tests.Tables;

public sealed class TableTextTests(ITestOutputHelper output)
{
    private static readonly ResultTable Filled = TableAnswer.Of(
        PaperCatalog.Find("table3")!.Question with { Test = PairedTest.T },
        [
            .. new[] { ("shodl", 26.5), ("unh", 23.25), ("ena", 22.0), ("plain-alm", double.NaN) }.SelectMany((method, at) => Enumerable.Range(1, 3).Select(seed => new RunFacts(new RunRow
            {
                Id = (10 * at) + seed, Task = "constrained-sparse-coding", Method = method.Item1, Preset = "table3-k5", Label = method.Item1 == "plain-alm" ? "β = 2" : "", Seed = seed, State = RunState.Finished, Seconds = 60,
                Results = [new("psnr_gray", method.Item2 + (0.01 * seed * (at + 1))), new("ssim_gray", 0.7)],
            }))),
        ]);

    [Fact]
    public void Latex_Table_BooktabsMarksAndPublished()
    {
        var text = ResultLatex.Of(Filled, siunitx: false);
        Assert.Contains("\\toprule", text, StringComparison.Ordinal);
        Assert.Contains("\\multicolumn{2}{c}{K = 5} & \\multicolumn{2}{c}{K = 25}", text, StringComparison.Ordinal);
        Assert.Contains("\\textbf{26.52 $\\pm$ 0.01}", text, StringComparison.Ordinal);
        Assert.Contains("\\underline{23.29 $\\pm$ 0.02}", text, StringComparison.Ordinal);
        Assert.Contains("\\emph{18.82 $\\pm$ 1.59}", text, StringComparison.Ordinal);
        Assert.Contains("PSNR gray (dB) $\\uparrow$", text, StringComparison.Ordinal);
        Assert.Contains("Plain ALM, $\\beta$ = 2 & NaN $\\pm$ NaN", text, StringComparison.Ordinal);
        Assert.Contains("\\textbf{\\num{26.52 +- 0.01}}", ResultLatex.Of(Filled, siunitx: true), StringComparison.Ordinal);
        // As many cells in every line as columns are declared.
        var columns = Filled.Columns.Count + 1;
        Assert.All(text.Split('\n').Where(line => line.EndsWith("\\\\", StringComparison.Ordinal) && !line.Contains("multicolumn", StringComparison.Ordinal)), line => Assert.Equal(columns - 1, line.Count(letter => letter == '&')));
    }

    [Theory]
    [InlineData("[1] a]", "{[}1{]} a{]}")]
    [InlineData("*best*", "{*}best{*}")]
    [InlineData("a--b, ,,c ''d", "a-{}-b, ,{},c '{}'d")]
    [InlineData("x₁²", "x$_1$$^2$")]
    [InlineData("10⁻³, Lₖ₊₁, Aᵀ", "10$^{-3}$, L$_{k+1}$, A$^T$")]
    [InlineData("αβ Γ ϑ ∇φ ∈ ℝⁿ", "$\\alpha$$\\beta$ $\\Gamma$ $\\vartheta$ $\\nabla$$\\varphi$ $\\in$ $\\mathbb{R}$$^n$")]
    [InlineData("Α 𝐱 𝒩 𝔼 𝛼 𝟏", "$\\mathrm{A}$ $\\mathbf{x}$ $\\mathcal{N}$ $\\mathbb{E}$ $\\alpha$ $\\mathbf{1}$")]
    [InlineData("Łukasiewicz, Gauß, Ångström", "\\L{}ukasiewicz, Gau\\ss{}, \\r{A}ngstr\\\"{o}m")]
    [InlineData("ő š ī ș ấ ÿ", "\\H{o} \\v{s} \\={\\i} \\textcommabelow{s} \\'{\\^{a}} \\\"{y}")]
    [InlineData("e\u0301 x\u0304", "\\'{e} \\={x}")]
    [InlineData("数 😀 a\tb\u200bc", "\\texttt{U+6570} \\texttt{U+1F600} a bc")]
    public void LatexText_Of_EverySignAsTexHasIt(string text, string expected) => Assert.Equal(expected, LatexText.Of(text));

    [SkippableTheory]
    [InlineData("pdflatex", false)]
    [InlineData("pdflatex", true)]
    [InlineData("lualatex", true)]
    public void Latex_EveryExhibit_Compiles(string program, bool siunitx)
    {
        // All of them in one document, together with every letter that names may hold, also at the beginning of a row.
        string[] names =
        [
            "[1] first", "*starred", "100 % of $x_1^2$ & {more} #1 ~ \\end{table} <b> | \"q\" – ‖φ‖ ≤ ∞, ü ß 数 `a' ?` !` -- ,,",
            string.Concat(Enumerable.Range(0xA0, 0x1B0).Concat(Enumerable.Range(0x1E00, 0x100)).Select(code => (char)code)),
            string.Concat(Enumerable.Range(0x370, 0x90).Concat(Enumerable.Range(0x2000, 0x100)).Concat(Enumerable.Range(0x2100, 0x50))
                .Concat(Enumerable.Range(0x2190, 0x170)).Select(code => (char)code)),
            string.Concat(Enumerable.Range(0x1D400, 0x400).Select(code => new System.Text.Rune(code).ToString())),
        ];
        var hostile = Filled with { Name = names[2], Lines = [.. Filled.Lines.Select((line, at) => line with { Name = names[at % 2] })] };
        var tables = PaperCatalog.All.Select(exhibit => TableAnswer.Of(exhibit.Question, [])).Prepend(Filled).Prepend(hostile).ToList();
        var document = ResultLatex.Document(Filled, siunitx).Replace("\\end{document}", string.Concat(tables.Select(table =>
            ResultLatex.Of(table, siunitx) + "\\clearpage\n")) + names.Skip(2).Aggregate("", (all, name) =>
            all + LatexText.Of(name) + "\\par\n") + "\\end{document}", StringComparison.Ordinal);
        Assert.Equal(document.Count(letter => letter == '{') - Count(document, "\\{"), document.Count(letter => letter == '}') - Count(document, "\\}"));
        Assert.Equal(Count(document, "\\begin{"), Count(document, "\\end{"));
        Skip.If((Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').All(folder => !File.Exists(Path.Combine(folder, program))),
            $"{program} is not installed (texlive-latex-recommended, texlive-luatex, texlive-science): only the structure was checked.");
        using var folder = new TempFolder();
        File.WriteAllText(Path.Combine(folder.Path, "tables.tex"), document);
        using var tex = Process.Start(new ProcessStartInfo(program, ["-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape",
            "tables.tex"])
        { WorkingDirectory = folder.Path, RedirectStandardOutput = true })!;
        var log = tex.StandardOutput.ReadToEnd();
        Assert.True(tex.WaitForExit(60_000));
        Skip.If(log.Contains("siunitx.sty' not found", StringComparison.Ordinal) || log.Contains("booktabs.sty' not found", StringComparison.Ordinal),
            "booktabs or siunitx is not installed: only the structure was checked.");
        Assert.True(tex.ExitCode == 0, log[^Math.Min(log.Length, 3000)..]);
        Assert.DoesNotContain("Missing character", File.ReadAllText(Path.Combine(folder.Path, "tables.log")), StringComparison.Ordinal);
        output.WriteLine(log.Split('\n').Last(line => line.StartsWith("Output written", StringComparison.Ordinal)));
    }

    [Fact]
    public void Markdown_Table_AlignsAndEscapes()
    {
        var lines = ResultMarkdown.Of(Filled with { Note = "a|b" }).Split('\n');
        Assert.Equal("| Method | K = 5, PSNR gray (dB) ↑ | K = 5, SSIM gray ↑ | K = 25, PSNR gray (dB) ↑ | K = 25, SSIM gray ↑ |", lines[2]);
        Assert.StartsWith("| HODL (sHODL) | **26.52** ± 0.01 (3)<br>*18.82 ± 1.59* |", lines[6], StringComparison.Ordinal);
        Assert.Contains("a\\|b", lines);
        Assert.All(lines.Where(line => line.StartsWith('|')), line => Assert.Equal(6, line.Replace("\\|", "", StringComparison.Ordinal).Count(letter => letter == '|')));
    }

    [Fact]
    public void Csv_Table_ExactNumbersAndQuotes()
    {
        var lines = ResultCsv.Of(Filled).TrimEnd().Split('\n').Select(line => line.Split(',')).ToList();
        Assert.Equal(["method", "runs", "K = 5 psnr_gray", "K = 5 psnr_gray_std", "K = 5 psnr_gray_n", "K = 5 psnr_gray_p", "K = 5 psnr_gray_published", "K = 5 psnr_gray_published_std"], lines[0][..8]);
        var hodl = lines.Single(line => line[0] == "HODL (sHODL)");
        Assert.Equal([Filled.Lines[2].Cells[0]!.Mean, 18.82], new[] { hodl[2], hodl[6] }.Select(text => double.Parse(text, System.Globalization.CultureInfo.InvariantCulture)));
        Assert.Equal("\"a,\"\"b\"\"\"", ResultCsv.Quoted("a,\"b\""));
        Assert.Contains(lines, line => line[0] == "\"UNH" && line[1] == " start and weights as published\"");
    }

    [Fact]
    public void Json_Table_HoldsRunsSeedsAndStates()
    {
        var table = JsonElement.Parse(TableText.Of(Filled, TableFormat.Json));
        var cell = table.GetProperty("rows")[2].GetProperty("cells")[0];
        Assert.Equal(("measured", 3, 1, 21), (cell.GetProperty("state").GetString(), cell.GetProperty("n").GetInt32(), cell.GetProperty("rank").GetInt32(), table.GetProperty("rows")[0].GetProperty("cells")[0].GetProperty("runs")[0].GetInt32() + 10));
        Assert.Equal(18.82, cell.GetProperty("published").GetProperty("mean").GetDouble());
        Assert.Equal("missing", table.GetProperty("rows")[2].GetProperty("cells")[2].GetProperty("state").GetString());
        Assert.True(table.GetProperty("rows")[0].GetProperty("cells")[0].GetProperty("p").GetDouble() < 0.01);
    }

    private static int Count(string text, string part) => (text.Length - text.Replace(part, "", StringComparison.Ordinal).Length) / part.Length;
}
