using Hodl.Core.Tasks;
using Hodl.Server.Runs;

namespace Hodl.Server.Pages;

/// <summary>Launches the quick comparison of the methods and shows it live.</summary>
public sealed partial class QuickStart
{
    private const string Preferred = "constrained-sparse-coding";
    private static readonly string[] Compared = ["ahodl", "hodl", "unh", "ena"];
    private ITask? task;
    private IReadOnlyList<TaskMethod> methods = [];
    private double seconds;
    private string refused = "";
    private bool started;

    private string Methods => string.Join(", ", methods.SkipLast(1).Select(method => method.Name)) is { Length: > 0 } first
        ? $"{first} against {methods[^1].Name}".Replace(", ", " against ", StringComparison.Ordinal)
        : methods is [var only] ? only.Name : "";

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        task = Planner.Find(Preferred) ?? (Planner.Tasks.Count > 0 ? Planner.Tasks[0] : null);
        if (task is null)
        {
            return;
        }

        var compared = task.Methods.Where(method => Compared.Contains(method.Id)).ToList();
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
        var ids = plan.Runs.Select(Queue.Enqueue).ToList();
        Navigation.NavigateTo($"/compare?runs={string.Join(',', ids)}");
    }
}
