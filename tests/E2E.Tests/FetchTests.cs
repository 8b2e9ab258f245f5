using System.Net;
using System.Net.Sockets;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Hodl.E2E.Tests;

/// <summary>A data set on its way through the page, from a mirror that sends it slowly.</summary>
public sealed class FetchTests(FetchTests.MirroredSite site) : IClassFixture<FetchTests.MirroredSite>
{
    [Theory]
    [InlineData(1280, ColorScheme.Light)]
    [InlineData(400, ColorScheme.Dark)]
    public async Task Fetch_StartedStoppedGoneOn_SaysWhereItIs(int width, ColorScheme scheme)
    {
        site.BytesAtOnce = 20_000;
        await using var tab = await site.Open("/datasets?show=missing", width, scheme);
        var row = tab.Page.Locator("tr[data-dataset=mnist]");
        await Expect(tab.Page.Locator("tr[data-dataset=levin09] summary")).ToHaveCountAsync(0);
        await row.Locator("summary").ClickAsync();
        await Expect(row.Locator("dl")).ToContainTextAsync(site.Mirror);
        await Expect(row.Locator("dl")).ToContainTextAsync("11.1 MiB");
        await Expect(row.Locator("dl")).ToContainTextAsync("Attribution-ShareAlike");
        await row.GetByRole(AriaRole.Button, new() { Name = "Start fetching MNIST" }).ClickAsync();
        await Expect(row.Locator("[role=progressbar]")).ToContainTextAsync(new System.Text.RegularExpressions.Regex("[1-9][0-9]* % of 11.1 MiB · .* left"));
        await row.GetByRole(AriaRole.Button, new() { Name = "Stop fetching MNIST" }).ClickAsync();
        await Expect(row.Locator("[role=alert]")).ToContainTextAsync("Stopped. What has come is kept");

        // The rest at once; the mirror's bytes are not MNIST's.
        site.BytesAtOnce = 1 << 20;
        await row.Locator("summary").ClickAsync();
        await Expect(row.Locator("summary")).ToHaveTextAsync("Go on");
        await row.GetByRole(AriaRole.Button, new() { Name = "Start fetching MNIST" }).ClickAsync();
        await Expect(row.Locator("[role=alert]")).ToContainTextAsync("is another file: its SHA-256 is");
        Assert.Contains(site.Ranges, range => range.StartsWith("bytes=", StringComparison.Ordinal));
        Assert.Equal(0, await tab.Overflow());
        Assert.Empty(tab.Errors);
    }

    /// <summary>A site whose data sets come from a mirror of the test's own.</summary>
    public sealed class MirroredSite : Site, IDisposable
    {
        private const int Length = 9_912_422;
        private readonly HttpListener _listener = new();
        private readonly int _port = Port();

        public string Mirror => $"http://127.0.0.1:{_port}/data";

        public int BytesAtOnce { get; set; }

        public List<string> Ranges { get; } = [];

        protected override string[] Arguments => ["--Data:Mirror", Mirror];

        public override async Task InitializeAsync()
        {
            _listener.Prefixes.Add($"http://127.0.0.1:{_port}/");
            _listener.Start();
            _ = Serve();
            await base.InitializeAsync();
        }

        public void Dispose() => _listener.Close();

        private static int Port()
        {
            using var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            return ((IPEndPoint)listener.LocalEndpoint).Port;
        }

        private async Task Serve()
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                _ = Send(context);
            }
        }

        private async Task Send(HttpListenerContext context)
        {
            try
            {
                var range = context.Request.Headers["Range"] ?? "";
                Ranges.Add(range);
                var from = range == "" ? 0 : int.Parse(range.Replace("bytes=", "", StringComparison.Ordinal).TrimEnd('-'), System.Globalization.CultureInfo.InvariantCulture);
                context.Response.Headers["ETag"] = "\"one\"";
                if (from > 0)
                {
                    context.Response.StatusCode = 206;
                    context.Response.Headers["Content-Range"] = $"bytes {from}-{Length - 1}/{Length}";
                }

                context.Response.ContentLength64 = Length - from;
                for (var sent = from; sent < Length;)
                {
                    var piece = new byte[Math.Min(BytesAtOnce, Length - sent)];
                    await context.Response.OutputStream.WriteAsync(piece);
                    sent += piece.Length;
                    await Task.Delay(20);
                }

                context.Response.Close();
            }
            catch (Exception gone) when (gone is HttpListenerException or IOException)
            {
                // The one who asked has stopped.
            }
        }
    }
}
