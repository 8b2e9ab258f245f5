using System.Text.Json;
using Hodl.Core.Runs;
using Hodl.Server.Runs;
using Hodl.Server.Store;
using Hodl.Server.Team;
using Microsoft.AspNetCore.Components;

namespace Hodl.Server.Pages;

/// <summary>Named models, and where they come from.</summary>
public sealed partial class Models
{
    private const long ImportBytes = 512L << 20;
    private IReadOnlyList<StoredModel> models = [];
    private IReadOnlyList<RunRow> offered = [];
    private string name = "", refused = "";
    private long run;

    /// <summary>A run whose ω is to be kept.</summary>
    [SupplyParameterFromQuery(Name = "run")] public long? Asked { get; set; }

    [Inject] private ModelStore Store { get; set; } = null!;

    [Inject] private ModelShelf Shelf { get; set; } = null!;

    [Inject] private RunBoard Board { get; set; } = null!;

    [Inject] private ModelDeeds Deeds { get; set; } = null!;

    [Inject] private Visitor Visitor { get; set; } = null!;

    [Inject] private MudBlazor.ISnackbar Toasts { get; set; } = null!;

    [Inject] private NavigationManager Navigation { get; set; } = null!;

    [Inject] private TimeProvider Clock { get; set; } = null!;

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        models = Store.List();
        offered = [.. Board.Rows.Where(row => Shelf.Refuse(row) is null).Take(200)];
        if (Asked is { } asked)
        {
            run = offered.Any(row => row.Id == asked) ? asked : 0;
            refused = run != 0 ? "" : Board.Find(asked) is { } row ? $"The ω of run {asked} cannot be kept as a model: {Shelf.Refuse(row)}" : $"There is no run {asked}.";
        }
    }

    private static string Method(StoredModel model) =>
        Core.Tasks.TaskCatalog.Find(model.Task)?.Methods.FirstOrDefault(method => method.Id == model.Method)?.Name ?? model.Method;

    private void Keep()
    {
        try
        {
            refused = "";
            Navigation.NavigateTo($"/models/{Deeds.Keep(Visitor.Who, run, name)}");
        }
        catch (Exception refusal) when (refusal is InvalidModelException or UnauthorizedAccessException)
        {
            refused = refusal.Message;
        }
    }

    private void Imported(string answer)
    {
        using var json = JsonDocument.Parse(answer);
        Navigation.NavigateTo($"/models/{json.RootElement.GetProperty("id").GetInt64()}");
    }

    private void Delete(StoredModel model)
    {
        Deeds.Delete(Visitor.Who, model.Id);
        models = Store.List();
        Toasts.Offer($"{model.Name} deleted.", () => Deeds.Delete(Visitor.Who, model.Id, deleted: false));
    }
}
