using Hodl.Server;
using Radzen;

var builder = WebApplication.CreateBuilder(new WebApplicationOptions
{
    Args = args,
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
app.Run();

/// <summary>The entry point; public so that tests can host it.</summary>
public partial class Program;
