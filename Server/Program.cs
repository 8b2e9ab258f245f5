using Hodl.Server;
using Hodl.Server.Pages;

var builder = WebApplication.CreateBuilder(new WebApplicationOptions
{
    Args = args,
    ContentRootPath = ContentRoot.Find(),
    WebRootPath = "wwwroot",
});
builder.Services.AddRuns();
builder.Services.AddPages();
builder.Services.AddOpenApi();

var app = builder.Build();
app.UseAntiforgery();
app.MapStaticAssets();
app.MapOpenApi();
app.MapRuns();
app.MapPages();
app.Run();

/// <summary>The entry point; public so that tests can host it.</summary>
public partial class Program;
