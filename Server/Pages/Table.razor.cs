using System.Globalization;
using Hodl.Components.Tables;
using Hodl.Components.Tables.Paper;
using Hodl.Core.Metrics;
using Hodl.Core.Runs;
using Hodl.Server.Store;
using Hodl.Server.Tables;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.WebUtilities;

namespace Hodl.Server.Pages;

/// <summary>One table: a saved one, one of the paper's, or one that is being made (<c>new</c>), whose question is then in the address.</summary>
public sealed partial class Table : IDisposable
{
    private TableQuestion? question;
    private PaperExhibit? exhibit;
    private ResultTable table = new([], []);
    private IReadOnlyList<RunRow> runs = [];
    private Calm? calm;
    private long? from;
    private string testNote = "", refused = "";

    /// <summary>A saved table's number, <c>table3</c>, <c>fig5</c>, or <c>new</c>.</summary>
    [Parameter] public string Id { get; set; } = "";

    [Inject] private TableStore Store { get; set; } = null!;

    [Inject] private TableShelf Shelf { get; set; } = null!;

    [Inject] private RunBoard Board { get; set; } = null!;

    [Inject] private Team.TableDeeds Deeds { get; set; } = null!;

    [Inject] private Team.Visitor Visitor { get; set; } = null!;

    [Inject] private NavigationManager Navigation { get; set; } = null!;

    [Inject] private TimeProvider Clock { get; set; } = null!;

    private bool Mine => long.TryParse(Id, CultureInfo.InvariantCulture, out var id) && Store.Find(id) is { } found && Deeds.CanChange(Visitor.Who, found);

    private string EditAddress => TableAddress.Of(question!, "/tables/new") + (Mine ? $"&from={Id}" : "");

    private bool Editing => Id == "new";

    private string Title => exhibit is not null ? $"{exhibit.Number}: {exhibit.Title}" : question is { Name.Length: > 0 } ? question.Name : Editing ? "New table" : $"Table {Id}";

    private string Lead => exhibit is not null ? $"From {PaperCatalog.Source}, answered by the runs here." : Editing ? "Which runs, what makes its rows and columns; the answer below follows." : "Answered live by the runs here.";

    private string Status
    {
        get
        {
            var (possible, measured, running) = table.Progress;
            return possible == 0 ? "Nothing of this can be measured in this build." : $"{measured} of {possible} cells measured{(running > 0 ? $", {running} running" : "")}.";
        }
    }

    private (int Line, int Column)? Cell => Query("cell").Split('.') is [var line, var column] && int.TryParse(line, out var row) && int.TryParse(column, out var at) ? (row - 1, at - 1) : null;

    private (string Title, ResultCell Cell)? Opened => Cell is var (row, at) && row >= 0 && row < table.Lines.Count && at >= 0 && at < table.Columns.Count && table.Lines[row].Cells[at] is { } cell
        ? ($"{table.Lines[row].Name}: {table.Columns[at].Key}", cell) : null;

    private string ExportAddress => Editing ? "" : QueryHelpers.AddQueryString($"/api/v1/tables/{Id}", question!.Test == PairedTest.None ? [] : new Dictionary<string, string?> { ["test"] = question.Test.ToString().ToLowerInvariant() });

    /// <inheritdoc/>
    public void Dispose()
    {
        calm?.Dispose();
        Navigation.LocationChanged -= OnMove;
    }

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        Navigation.LocationChanged += OnMove;
        calm = new Calm(Board, Clock, () => InvokeAsync(() =>
        {
            Answer();
            StateHasChanged();
        }));
    }

    /// <inheritdoc/>
    protected override void OnParametersSet() => Read();

    private string Query(string key) => QueryHelpers.ParseQuery(new Uri(Navigation.Uri).Query).TryGetValue(key, out var value) ? value.ToString() : "";

    private void Read()
    {
        exhibit = Editing ? null : PaperCatalog.Find(Id);
        from = long.TryParse(Query("from"), CultureInfo.InvariantCulture, out var saved) && Store.Find(saved) is { } found && Deeds.CanChange(Visitor.Who, found) ? saved : null;
        question = Editing ? TableAddress.Parse(new Uri(Navigation.Uri).Query) : exhibit is not null ? exhibit.Question : Shelf.Find(Id);
        if (question is not null && Enum.TryParse<PairedTest>(Query("test"), ignoreCase: true, out var test))
        {
            question = question with { Test = test };
        }

        Answer();
    }

    private void Answer()
    {
        if (question is null)
        {
            return;
        }

        table = Shelf.Answer(question, TableShelf.Facts(Board.Rows));
        runs = table.Runs;
        var pairs = table.Lines.SelectMany(line => line.Cells).OfType<ResultCell>().Where(cell => cell.Count > 0).Select(cell => cell.Count).DefaultIfEmpty(0).Max();
        testNote = question.Test == PairedTest.None ? ""
            : pairs < 2 ? "A test needs at least two seeds that the rows share."
            : question.Test != PairedTest.T && pairs < 6 ? $"With {pairs} seeds this test cannot fall below p = {(2 / Math.Pow(2, pairs)).ToString("0.###", CultureInfo.InvariantCulture)}." : "";
    }

    private void OnMove(object? sender, LocationChangedEventArgs move)
    {
        if (Navigation.ToBaseRelativePath(move.Location).StartsWith($"tables/{Id}", StringComparison.Ordinal))
        {
            _ = InvokeAsync(() =>
            {
                Read();
                StateHasChanged();
            });
        }
    }

    private void Go(string key, string? value) => Navigation.NavigateTo(Navigation.GetUriWithQueryParameter(key, value), replace: true);

    private void Open((int Line, int Column) cell) => Go("cell", Cell == cell ? null : $"{cell.Line + 1}.{cell.Column + 1}");

    private void Choose(PairedTest test) => Go("test", test != PairedTest.None ? test.ToString().ToLowerInvariant() : null);

    private void Ask(TableQuestion asked)
    {
        var address = TableAddress.Of(asked, "/tables/new");
        Navigation.NavigateTo(from is null ? address : QueryHelpers.AddQueryString(address, "from", $"{from}"), replace: true);
    }

    private void Save()
    {
        var named = question!.Name.Trim() == "" ? question with { Name = $"Table of {Clock.GetLocalNow():yyyy-MM-dd HH:mm}" } : question;
        try
        {
            if (from is { } id)
            {
                Deeds.Change(Visitor.Who, id, named);
            }
            else
            {
                id = Deeds.Add(Visitor.Who, named);
            }

            Navigation.NavigateTo($"/tables/{id}");
        }
        catch (Exception refusal) when (refusal is InvalidTableException or UnauthorizedAccessException or InvalidOperationException)
        {
            refused = refusal.Message;
        }
    }
}
