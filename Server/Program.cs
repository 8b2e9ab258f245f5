using Hodl.Server;
using Hodl.Server.Cli;
using Radzen;

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
builder.Services.AddRazorComponents().AddInteractiveServerComponents();
builder.Services.AddRadzenComponents();
builder.Services.AddRuns();
builder.Services.AddOpenApi();

var app = builder.Build();
app.UseAntiforgery();
app.MapStaticAssets();
app.MapOpenApi();
app.MapRuns();
return app.Serve();

/// <summary>The entry point; public so that tests can host it.</summary>
public partial class Program;
