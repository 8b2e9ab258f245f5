using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Hodl.Server.Store;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Hodl.Server.Cli;

/// <summary>
/// Carries out the commands of other processes of this machine and user while this process owns the catalog. It listens on a
/// port of its own on loopback, so that neither the site's addresses nor its sign-in concern it.
/// </summary>
/// <param name="services">The server's.</param>
/// <param name="catalog">The catalog.</param>
internal sealed class OwnerEndpoint(IServiceProvider services, Catalog catalog) : IHostedService
{
    private readonly string _secret = Secret.New();
    private WebApplication? _app;

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        _app = builder.Build();
        _app.MapPost("/command", Carry);
        await _app.StartAsync(cancellationToken);
        var address = _app.Services.GetRequiredService<Microsoft.AspNetCore.Hosting.Server.IServer>()
            .Features.Get<IServerAddressesFeature>()!.Addresses.First();
        new CatalogOwner(address, _secret).Write(catalog.File);
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        CatalogOwner.Forget(catalog.File);
        if (_app is { } app)
        {
            _app = null;
            using var soon = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            soon.CancelAfter(TimeSpan.FromSeconds(1));
            await app.StopAsync(soon.Token);
            await app.DisposeAsync();
        }
    }

    private async Task Carry(HttpContext context)
    {
        var given = context.Request.Headers.Authorization.ToString();
        if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes("Bearer " + _secret)))
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        var command = (await JsonSerializer.DeserializeAsync<OwnerCommand>(context.Request.Body, JsonSerializerOptions.Web,
            context.RequestAborted))!;
        await context.Response.StartAsync();
        using var turn = new SemaphoreSlim(1);
        await using var output = new AnswerWriter(context, turn, false);
        await using var error = new AnswerWriter(context, turn, true);
        int code;
        try
        {
            code = await CommandLine.RunInside(services, command.Args, command.Folder, output, error, context.RequestAborted);
        }
#pragma warning disable CA1031 // Whatever a command does, the server goes on.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            await error.WriteLineAsync(exception.Message);
            code = ExitCode.Failed;
        }

        await output.FlushAsync();
        await error.FlushAsync();
        await context.Response.WriteAsync(JsonSerializer.Serialize(new OwnerAnswer("", false, code)) + "\n");
    }

    // Collects a command's words and passes them on with each line.
    private sealed class AnswerWriter(HttpContext context, SemaphoreSlim turn, bool isError) : TextWriter
    {
        private const int Most = 16 << 10;
        private readonly StringBuilder _text = new();

        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value)
        {
            _text.Append(value);
            if (value == '\n' || _text.Length >= Most)
            {
                FlushAsync().GetAwaiter().GetResult();
            }
        }

        public override void Write(string? value)
        {
            _text.Append(value);
            if (_text.Length >= Most || value?.EndsWith('\n') == true)
            {
                FlushAsync().GetAwaiter().GetResult();
            }
        }

        public override void WriteLine(string? value) => Write(value + "\n");

        public override async Task FlushAsync()
        {
            if (_text.Length == 0)
            {
                return;
            }

            var line = JsonSerializer.Serialize(new OwnerAnswer(_text.ToString(), isError, null)) + "\n";
            _text.Clear();
            await turn.WaitAsync();
            try
            {
                await context.Response.WriteAsync(line);
                await context.Response.Body.FlushAsync();
            }
            finally
            {
                turn.Release();
            }
        }
    }
}
