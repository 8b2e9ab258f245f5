using System.Globalization;
using Hodl.Components.Forms;
using Hodl.Core.Runs;
using Hodl.Core.Tasks;
using Hodl.Server.Runs;
using Hodl.Server.Store;
using Hodl.Server.Team;
using Microsoft.AspNetCore.Components;

namespace Hodl.Server.Pages;

/// <summary>Method studies: those there are, and a new one. Problems and methods chosen are in the address.</summary>
public sealed partial class Studies : IDisposable
{
    private const string Preset = "paper";
    private readonly MethodStudy task = new();
    private IReadOnlyList<StoredStudy> studies = [];
    private IReadOnlyList<string> problems = [];
    private IReadOnlyList<string> methods = [];
    private string seeds = "1";
    private string budget = "10000";
    private string name = "";
    private string refused = "";
    private Calm? calm;

    /// <summary>Labels of the problems, separated by commas.</summary>
    [SupplyParameterFromQuery(Name = "problems")] public string? Problems { get; set; }

    /// <summary>Ids of the methods, separated by commas.</summary>
    [SupplyParameterFromQuery(Name = "methods")] public string? Methods { get; set; }

    [Inject] private StudyStore Store { get; set; } = null!;

    [Inject] private RunPlanner Planner { get; set; } = null!;

    [Inject] private StudyDeeds Deeds { get; set; } = null!;

    [Inject] private RunBoard Board { get; set; } = null!;

    [Inject] private Visitor Visitor { get; set; } = null!;

    [Inject] private ProjectChoice Project { get; set; } = null!;

    [Inject] private MudBlazor.ISnackbar Toasts { get; set; } = null!;

    [Inject] private NavigationManager Navigation { get; set; } = null!;

    [Inject] private TimeProvider Clock { get; set; } = null!;

    private IReadOnlyList<PresetVariant> Variants => task.Presets.First(preset => preset.Id == Preset).Variants;

    /// <inheritdoc/>
    public void Dispose() => calm?.Dispose();

    /// <summary>A study's name, or what stands for it.</summary>
    public static string Title(StoredStudy study) => study.Name == "" ? $"Study {study.Id}" : study.Name;

    /// <inheritdoc/>
    protected override void OnInitialized() => calm = new Calm(Board, Clock, () => InvokeAsync(() =>
    {
        studies = Store.List();
        StateHasChanged();
    }));

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        studies = Store.List();
        problems = [.. Split(Problems ?? "strongly convex,non-convex").Where(label => Variants.Any(variant => variant.Label == label))];
        methods = [.. Split(Methods ?? "ift,hoag,ba,aid-bio,stocbio,ttsa,trust-region").Where(id => task.Methods.Any(method => method.Id == id))];
    }

    private static string[] Split(string text) => text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static IReadOnlyList<string> Flipped(IReadOnlyList<string> chosen, string one) => chosen.Contains(one) ? [.. chosen.Where(other => other != one)] : [.. chosen, one];

    private static string Address(IReadOnlyList<string> problems, IReadOnlyList<string> methods) =>
        $"/studies?problems={Uri.EscapeDataString(string.Join(',', problems))}&methods={Uri.EscapeDataString(string.Join(',', methods))}";

    private void Go(IReadOnlyList<string>? problems = null, IReadOnlyList<string>? methods = null) =>
        Navigation.NavigateTo(Address(problems ?? this.problems, methods ?? this.methods), replace: true);

    private IReadOnlyList<RunRow> Rows(StoredStudy study) => [.. study.Runs.Select(Board.Find).OfType<RunRow>()];

    private void Start()
    {
        var (numbers, wrong) = SeedList.Parse(seeds);
        refused = wrong != "" ? wrong : problems.Count == 0 ? "At least one problem." : methods.Count == 0 ? "At least one method." : "";
        if (refused != "")
        {
            return;
        }

        var specs = new List<RunSpec>();
        foreach (var variant in Variants.Where(variant => problems.Contains(variant.Label)))
        {
            var set = new Dictionary<string, string>(variant.Set) { ["Gradients"] = budget };
            var plan = Planner.Plan(new RunRequest { Task = task.Id, Methods = methods, Seeds = numbers, Set = set });
            if (plan.Errors.Count > 0)
            {
                refused = string.Join(" ", plan.Errors.Select(error => error.Sentence != "" ? error.Sentence : $"{error.Field}: {error.Value} is not allowed; allowed is {error.Allowed}.").Distinct());
                return;
            }

            specs.AddRange(plan.Runs.Select(spec => spec with { Label = variant.Label }));
        }

        try
        {
            var study = Deeds.Launch(Visitor.Who, name.Trim(), specs, Project.Name);
            Navigation.NavigateTo(string.Create(CultureInfo.InvariantCulture, $"/studies/{study}"));
        }
        catch (InvalidRunException error)
        {
            refused = error.Message;
        }
        catch (UnauthorizedAccessException error)
        {
            refused = error.Message;
        }
    }

    private void Delete(StoredStudy study)
    {
        Deeds.Delete(Visitor.Who, study.Id);
        studies = Store.List();
        Toasts.Offer($"{Title(study)} deleted", () => Deeds.Delete(Visitor.Who, study.Id, deleted: false));
    }
}
