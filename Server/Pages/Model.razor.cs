using System.Text.Json;
using Hodl.Components.Images;
using Hodl.Core.Tasks;
using Hodl.Server.Runs;
using Hodl.Server.Store;
using Microsoft.AspNetCore.Components;

namespace Hodl.Server.Pages;

/// <summary>One model: what it is, and what it makes of a person's images.</summary>
public sealed partial class Model
{
    private static readonly ViewerColumn[] Columns = [new("input", "your image", "input"), new("output", "restored", "output")];
    private static readonly JsonSerializerOptions Indented = new(StoreJson.Options) { WriteIndented = true };
    private StoredModel? model;
    private IRestores? task;
    private IReadOnlyList<Restoration> done = [];
    private IReadOnlyList<ViewerFrame> frames = [];
    private string settings = "";

    /// <summary>The model's number.</summary>
    [Parameter] public long Id { get; set; }

    /// <summary>Results on show, separated by commas.</summary>
    [SupplyParameterFromQuery(Name = "results")] public string? Results { get; set; }

    [Inject] private ModelStore Store { get; set; } = null!;

    [Inject] private ModelShelf Shelf { get; set; } = null!;

    [Inject] private Team.Visitor Visitor { get; set; } = null!;

    [Inject] private Restorations Restorations { get; set; } = null!;

    [Inject] private NavigationManager Navigation { get; set; } = null!;

    [Inject] private TimeProvider Clock { get; set; } = null!;

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        model = Store.Find(Id);
        task = model is null ? null : Shelf.Task(model);
        settings = model is null ? "" : JsonSerializer.Serialize(JsonDocument.Parse(model.SettingsJson), Indented);
        Show([.. (Results ?? "").Split(',').Select(Restorations.Find).Where(found => found?.About.Model == Id).Select(found => found!.Value.About)]);
    }

    private void Restored(string answer)
    {
        var result = JsonSerializer.Deserialize<Restoration>(answer, StoreJson.Options)!;
        Show([.. done.Where(other => other.Name != result.Name), result]);
        Keep();
    }

    private void Remove(Restoration one)
    {
        Show([.. done.Where(other => other.Id != one.Id)]);
        Keep();
    }

    private void Keep() => Navigation.NavigateTo(
        Navigation.GetUriWithQueryParameter("results", done.Count == 0 ? null : string.Join(',', done.Select(one => one.Id))), replace: true);

    private void Show(IReadOnlyList<Restoration> results)
    {
        done = results;
        frames =
        [
            .. done.SelectMany(one => (ViewerFrame[])
            [
                new(one.Name, "input", $"/restorations/{one.Id}/input", one.Height, one.Width, one.InputChannels, 0, 0, new Dictionary<string, object>()),
                new(one.Name, "output", $"/restorations/{one.Id}/output", one.Height, one.Width, one.OutputChannels, 0, 0, new Dictionary<string, object>()),
            ]),
        ];
    }
}
