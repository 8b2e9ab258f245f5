using Microsoft.AspNetCore.Authorization;

namespace Hodl.Server.Team;

/// <summary>What pages, hub and interface ask for.</summary>
public static class Policies
{
    /// <summary>To see everything.</summary>
    public const string Read = "read";

    /// <summary>To launch, and to change what is one's own.</summary>
    public const string Launch = "launch";

    /// <summary>To do everything.</summary>
    public const string Admin = "admin";

    /// <summary>To see the run of the route's <c>id</c>: who may see everything, and who holds a link to it.</summary>
    public const string RunRead = "run-read";

    /// <summary>To see something: also who holds only a link.</summary>
    public const string Any = "any";

    /// <summary>Defines them; what asks for nothing asks for <see cref="Read"/>.</summary>
    public static void Define(AuthorizationOptions options)
    {
        foreach (var policy in (string[])[Read, Launch, Admin])
        {
            options.AddPolicy(policy, builder => builder.RequireAssertion(context => context.User.Can(policy)));
        }

        options.AddPolicy(RunRead, builder => builder.RequireAssertion(context =>
            context.User.Can(Read) || (context.Resource is HttpContext http && long.TryParse(http.GetRouteValue("id") as string, out var run) && context.User.CanReadRun(run))));
        options.AddPolicy(Any, builder => builder.RequireAssertion(context => context.User.Can(Read) || context.User.Shares().Any()));
        options.DefaultPolicy = options.FallbackPolicy = options.GetPolicy(Read)!;
    }
}
