using System.Diagnostics;
using Xunit;

namespace Hodl.E2E.Tests;

/// <summary>A site where people sign in, without an account yet.</summary>
public sealed class TeamSite : Site
{
    protected override string[] Arguments => ["--auth", "local"];

    /// <summary>The link that the server prints at its first start.</summary>
    public async Task<string> FirstLink()
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            if (Printed.FirstOrDefault(line => line.Contains("/account/join/", StringComparison.Ordinal)) is { } line)
            {
                return line[line.IndexOf("/account/join/", StringComparison.Ordinal)..].Trim();
            }

            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(30), "The server printed no link.");
            await Task.Delay(100);
        }
    }
}
