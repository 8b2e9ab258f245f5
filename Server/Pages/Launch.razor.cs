using Hodl.Components.Forms;
using Hodl.Core.Runs;
using Hodl.Core.Tasks;
using Hodl.Server.Runs;
using Hodl.Server.Runs.Launchers;
using Hodl.Server.Team;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;

namespace Hodl.Server.Pages;

/// <summary>The form from which runs are launched. Everything chosen is in the address, so that it can be shared.</summary>
public sealed partial class Launch : IDisposable
{
    // More curves than that are no comparison; the queue shows them as one bar.
    private const int MostCompared = 40;
    private static readonly Dictionary<string, string> Nothing = [];
    private LaunchForm form = new();
    private ITask? task;
    private TaskPreset? preset;
    private IReadOnlyList<SettingField> fields = [];
    private IReadOnlyList<string> methods = [];
    private IReadOnlyDictionary<string, string> refused = Nothing;
    private IReadOnlyList<string> errors = [];
    private IReadOnlyList<long> seeds = [];
    private RunPlan plan = new([], []);
    private RunPlacement placement = RunPlacement.Usual;
    private string seedError = "";
    private readonly Dictionary<string, string> unread = [];
    private readonly List<string> own = [];
    private double seconds;
    private int waiting;
    private bool submitted;

    [Inject] private RunPlanner Planner { get; set; } = null!;

    [Inject] private RunDeeds Deeds { get; set; } = null!;

    [Inject] private Visitor Visitor { get; set; } = null!;

    [Inject] private ProjectChoice Project { get; set; } = null!;

    [Inject] private RunQueue Queue { get; set; } = null!;

    [Inject] private RunBoard Board { get; set; } = null!;

    [Inject] private NavigationManager Navigation { get; set; } = null!;

    // What stands half typed in a field counts against the launch, although its last good value is what the plan is made of.
    private IEnumerable<string> Errors =>
        errors.Concat(unread.Select(pair => $"{fields.First(one => one.Name == pair.Key).Label}: {pair.Value}"));

    private string Sum
    {
        get
        {
            var variants = preset!.Variants.Any(variant => variant.Method is not null)
                ? preset.Variants.GroupBy(variant => variant.Method).Max(own => own.Count()) : preset.Variants.Count;
            var sweep = variants > 1 ? $"{variants} variants × " : "";
            return $"{sweep}{Plural(methods.Count, "method")} × {Plural(seeds.Count, "seed")} = {Plural(plan.Runs.Count, "run")}";
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Navigation.LocationChanged -= OnMove;

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        Navigation.LocationChanged += OnMove;
        Read(LaunchForm.Parse(new Uri(Navigation.Uri).Query));
    }

    private static string Plural(int count, string word) => $"{count} {word}{(count == 1 ? "" : "s")}";

    private void Read(LaunchForm next)
    {
        var before = (task, preset);
        form = next;
        task = Planner.Find(form.Task) ?? (Planner.Tasks.Count > 0 ? Planner.Tasks[0] : null);
        if (task is null)
        {
            return;
        }

        preset = task.Presets.FirstOrDefault(preset => preset.Id == form.Preset) ?? task.Presets[0];
        fields = SettingsForm.Fields(task.SettingsType);
        if (before != (task, preset))
        {
            unread.Clear();
        }

        methods = form.Methods.Count > 0 ? form.Methods : preset.Methods.Count > 0 ? preset.Methods : [task.Methods[0].Id];
        (seeds, seedError) = SeedList.Parse(form.Seeds);
        var (settings, wrong) = SettingsForm.Apply(preset.Settings, form.Set);
        refused = task.Methods.Select(method => (method.Id, Reason: Reason(MethodSettings.Errors(task, method.Id, settings))))
            .Where(method => method.Reason is not null).ToDictionary(method => method.Id, method => method.Reason!);
        plan = Planner.Plan(new RunRequest { Task = task.Id, Methods = methods, Preset = preset.Id, Seeds = seeds.Count > 0 ? seeds : [1], Set = form.Set });
        (placement, var misplaced) = RunPlacement.Of(form.Launcher, form.Resources);
        if (plan.Runs.Count > 0 && form.Launcher != "" && misplaced.Count == 0)
        {
            misplaced = Queue.Check([plan.Runs[0]], placement);
        }

        errors = [.. plan.Errors.Select(error => Sentence(error)), .. misplaced.Select(error => error.ToString()), .. seedError != "" ? [seedError] : Array.Empty<string>()];
        plan = errors.Count > 0 ? plan with { Runs = [] } : plan;
        seconds = plan.Runs.Sum(Estimate) / Math.Max(1, Math.Min(Queue.AtOnce, plan.Runs.Count));
        waiting = Board.Count(RunState.Queued) + Board.Count(RunState.Running);
        submitted &= Errors.Any();
    }

    // Stands behind the method's name.
    private static string? Reason(IReadOnlyList<SettingError> errors) =>
        errors.Count == 0 ? null : errors[0].Field == "Method" ? errors[0].Allowed : errors[0].ToString();

    private List<string> Sentences(bool ofData) => [.. plan.Errors.Where(error => error.OfData == ofData && error.Sentence != "").Select(error => error.Sentence)];

    private string Sentence(SettingError error) =>
        error.Sentence != "" ? error.Sentence :
        error.Field == "Method" ? $"{error.Value}: {error.Allowed}" : $"{fields.FirstOrDefault(field => field.Name == error.Field)?.Label ?? error.Field}: {error.Value} is not allowed; allowed is {error.Allowed}.";

    // What the same task and method took here, if it ever ran with the same settings; else the task's own guess.
    private double Estimate(RunSpec spec)
    {
        var guess = task!.EstimateSeconds(spec.Method, spec.Settings);
        var seen = Board.Rows.Where(run => run.State == RunState.Finished && run.Task == spec.Task && run.Method == spec.Method && run.Preset == spec.Preset && run.Label == spec.Label && form.Set.Count == 0).Take(5).ToList();
        return seen.Count > 0 ? seen.Average(run => run.Seconds) : guess;
    }

    // At once, not when the address comes back from the browser: fingers are faster.
    private void Go(LaunchForm next)
    {
        next = next with { Task = next.Task == "" ? task!.Id : next.Task };
        var address = next.Address("/launch");
        own.Add(address);
        Read(next);
        Navigation.NavigateTo(address, replace: true);
    }

    private void OnMove(object? sender, LocationChangedEventArgs move)
    {
        var next = LaunchForm.Parse(new Uri(move.Location).Query);
        if (Navigation.ToBaseRelativePath(move.Location).StartsWith("launch", StringComparison.Ordinal))
        {
            _ = InvokeAsync(() =>
            {
                if (!own.Remove(next.Address("/launch")))
                {
                    Read(next);
                    StateHasChanged();
                }
            });
        }
    }

    private void Hold((string Name, string Reason) field)
    {
        if (field.Reason == "")
        {
            unread.Remove(field.Name);
        }
        else
        {
            unread[field.Name] = field.Reason;
        }
    }

    private void Start()
    {
        submitted = true;
        if (Errors.Any())
        {
            return;
        }

        try
        {
            var ids = Deeds.Launch(Visitor.Who, plan.Runs, Project.Name, placement);
            Navigation.NavigateTo(ids is [var only] ? $"/runs/{only}" : ids.Count > MostCompared ? "/queue" : $"/compare?runs={string.Join(',', ids)}");
        }
        catch (InvalidRunException refusal)
        {
            errors = [.. refusal.Errors.Select(error => error.ToString())];
        }
    }
}
