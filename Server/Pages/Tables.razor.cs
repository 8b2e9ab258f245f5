using System.Globalization;
using Hodl.Components.Tables;
using Hodl.Components.Tables.Paper;
using Hodl.Core.Tasks;
using Hodl.Server.Store;
using Hodl.Server.Tables;
using Microsoft.AspNetCore.Components;

namespace Hodl.Server.Pages;

/// <summary>Saved tables, and the paper's.</summary>
public sealed partial class Tables : IDisposable
{
    private IReadOnlyList<(StoredTable Table, (int Possible, int Measured, int Running) Progress)> saved = [];
    private IReadOnlyList<(PaperExhibit Exhibit, (int Possible, int Measured, int Running) Progress)> exhibits = [];
    private Calm? calm;

    [Inject] private TableStore Store { get; set; } = null!;

    [Inject] private TableShelf Shelf { get; set; } = null!;

    [Inject] private RunBoard Board { get; set; } = null!;

    [Inject] private Team.TableDeeds Deeds { get; set; } = null!;

    [Inject] private Team.Visitor Visitor { get; set; } = null!;

    [Inject] private MudBlazor.ISnackbar Toasts { get; set; } = null!;

    [Inject] private TimeProvider Clock { get; set; } = null!;

    /// <inheritdoc/>
    public void Dispose() => calm?.Dispose();

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        Read();
        calm = new Calm(Board, Clock, () => InvokeAsync(() =>
        {
            Read();
            StateHasChanged();
        }));
    }

    private static string Asks(TableQuestion question)
    {
        var task = question.Filter.Task == "" ? "all tasks" : TaskCatalog.Find(question.Filter.Task)?.Name ?? question.Filter.Task;
        var presets = question.Filter.Presets.Count == 0 ? "" : $", preset {string.Join(", ", question.Filter.Presets)}";
        return $"{task}{presets}; rows by {string.Join(", ", question.RowsBy)}; {(question.Metrics.Count == 0 ? "every metric" : string.Join(", ", question.Metrics))}";
    }

    private static string Share(int part, int whole) => whole == 0 ? "0" : (100.0 * part / whole).ToString("0.#", CultureInfo.InvariantCulture) + "%";

    private void Read()
    {
        var facts = TableShelf.Facts(Board.Rows);
        saved = [.. Store.List().Select(table => (table, Shelf.Progress(table.Question, facts).Progress))];
        exhibits = [.. PaperCatalog.All.Select(exhibit => (exhibit, Shelf.Answer(exhibit.Question, facts).Progress))];
    }

    private void Delete(StoredTable table)
    {
        Deeds.Delete(Visitor.Who, table.Id);
        Read();
        Toasts.Offer($"{(table.Question.Name == "" ? "Table" : table.Question.Name)} deleted.", () =>
        {
            Deeds.Delete(Visitor.Who, table.Id, deleted: false);
            _ = InvokeAsync(() =>
            {
                Read();
                StateHasChanged();
            });
        });
    }
}
