using Hodl.Core.Tasks;
using Hodl.Server.Runs;

namespace Hodl.Server.Pages;

/// <summary>Launches the quick comparison of the methods and shows it live.</summary>
public sealed partial class QuickStart
{
    private const string Preferred = "constrained-sparse-coding";
    private static readonly string[] Compared = ["ahodl", "unh", "ena"];
    private ITask? task;
    private List<TaskMethod> methods = [];
    private double seconds;
    private string refused = "";
    private bool started;

    private string Methods => methods is [var first, .. var others]
        ? first.Name + (others.Count == 0 ? "" : " against " + string.Join(", ", others.SkipLast(1).Select(method => method.Name)) + (others.Count > 1 ? " and " : "") + others[^1].Name)
        : "";

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        task = Planner.Find(Preferred) ?? (Planner.Tasks.Count > 0 ? Planner.Tasks[0] : null);
        if (task is null)
        {
            return;
        }

        var wanted = task.Presets.FirstOrDefault(preset => preset.Id == "quick") is { Methods.Count: > 0 } quick ? quick.Methods : Compared;
        var compared = task.Methods.Where(method => wanted.Contains(method.Id)).ToList();
        methods = compared.Count > 0 ? compared : [task.Methods[0]];
        seconds = Plan().Runs.Sum(run => task.EstimateSeconds(run.Method, run.Settings));
    }

    private RunPlan Plan() => Planner.Plan(new RunRequest { Task = task!.Id, Methods = [.. methods.Select(method => method.Id)], Preset = "quick" });

    private void Start()
    {
        var plan = Plan();
        refused = string.Join(" ", plan.Errors);
        if (plan.Runs.Count == 0)
        {
            return;
        }

        started = true;
        var ids = Deeds.Launch(Visitor.Who, plan.Runs);
        Navigation.NavigateTo($"/compare?runs={string.Join(',', ids)}");
    }
}
