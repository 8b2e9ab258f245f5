namespace Hodl.E2E.Tests;

/// <summary>A site with two finished runs and one that was stopped.</summary>
public sealed class FilledSite : Site
{
    public long[] Finished { get; private set; } = [];

    public long Stopped { get; private set; }

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        Finished = await Launch(Brief([1, 2]));
        foreach (var id in Finished)
        {
            await Reaches(id, TimeSpan.FromSeconds(90), "finished");
        }

        Stopped = (await Launch(Endless(3)))[0];
        await Reaches(Stopped, TimeSpan.FromSeconds(30), "running");
        await Task.Delay(500);
        await StopAll();
        await Reaches(Stopped, TimeSpan.FromSeconds(30), "cancelled");
    }

    /// <summary>A run of about a second.</summary>
    public static object Brief(long[] seeds) => new
    {
        task = "non-unique-lower-level",
        methods = (string[])["shodl"],
        preset = "quick",
        seeds,
        set = new Dictionary<string, string> { ["OuterSteps"] = "12", ["K"] = "40" },
    };

    /// <summary>A run that lasts until it is stopped.</summary>
    public static object Endless(long seed) => new
    {
        task = "non-unique-lower-level",
        methods = (string[])["shodl"],
        preset = "quick",
        seeds = (long[])[seed],
        set = new Dictionary<string, string> { ["OuterSteps"] = "100000", ["K"] = "40" },
    };
}
