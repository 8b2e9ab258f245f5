using Hodl.Server;
using Hodl.Server.Cli;
using Hodl.Server.Pages;

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
// From a build output (not published) the packages' own files, such as Radzen's, lie elsewhere: the build wrote down where.
builder.WebHost.UseStaticWebAssets();
builder.Services.AddRuns();
builder.Services.AddPages();
builder.Services.AddOpenApi();

var app = builder.Build();
app.UsePages();
app.UseAntiforgery();
app.MapStaticAssets();
app.MapOpenApi();
app.MapRuns();
app.MapPages();
return app.Serve();

/// <summary>The entry point; public so that tests can host it.</summary>
public partial class Program;
