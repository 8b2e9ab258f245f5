using Hodl.Server;
using Hodl.Server.Cli;
using Hodl.Server.Endpoints;
using Hodl.Server.Pages;
using Hodl.Server.Store;
using Hodl.Server.Team;

if (CommandLine.Handles(args))
{
    return await CommandLine.RunAsync(args, Console.Out, Console.Error);
}

var builder = WebApplication.CreateBuilder(new WebApplicationOptions
{
    Args = CommandLine.ServerArguments(args),
    ContentRootPath = ContentRoot.Find(),
    WebRootPath = "wwwroot",
});
// From a build output (not published) the packages' own files, such as MudBlazor's, lie elsewhere: the build wrote down where.
builder.WebHost.UseStaticWebAssets();
AuthOptions auth;
try
{
    auth = AuthOptions.From(builder.Configuration);
}
catch (InvalidOperationException refusal)
{
    Console.Error.WriteLine(refusal.Message);
    return ExitCode.BadArguments;
}

builder.Services.AddTeam(auth);
builder.Services.AddRuns();
builder.Services.AddPages();
builder.Services.AddDescription();

var app = builder.Build();
try
{
    _ = app.Services.GetRequiredService<Catalog>();
}
#pragma warning disable CA1031 // Whatever keeps the catalog from being opened is said in one sentence.
catch (Exception refusal)
#pragma warning restore CA1031
{
    var file = ServerSetup.CatalogFile(app.Services);
    Console.Error.WriteLine(refusal is InvalidOperationException ? refusal.Message : $"{file} and the runs beside it cannot be kept: {refusal.Message}");
    return ExitCode.Failed;
}

app.UsePages();
app.UseTeam();
app.MapStaticAssets().AllowAnonymous();
app.MapOpenApi().AllowAnonymous();
app.MapRuns();
app.MapTeam();
app.MapPages();
return app.Serve();

/// <summary>The entry point; public so that tests can host it.</summary>
public partial class Program;
