using System.Net;

namespace Hodl.Server.Tests.Endpoints;

/// <summary>What the process holds while it answers: these tests run alone, since others allocate too.</summary>
[CollectionDefinition(nameof(UploadMemoryTests), DisableParallelization = true)]
[Collection(nameof(UploadMemoryTests))]
public sealed class UploadMemoryTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly TestServer _server;

    public UploadMemoryTests() => _server = new TestServer(_folder.Database);

    public void Dispose()
    {
        _server.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Upload_ChunkedBody_IsNotHeldInMemory()
    {
        // A client that follows redirects keeps the body to send it again.
        using var http = _server.CreateClient(new() { AllowAutoRedirect = false });
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var body = new Chunks(300 << 20);
        using var answer = await http.SendAsync(new HttpRequestMessage(HttpMethod.Post, "/api/v1/import?name=a.arrow") { Content = body });
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.InRange(body.MostHeld, 1, before + (64 << 20));
    }

    // Says nothing of its length.
    private sealed class Chunks(long length) : HttpContent
    {
        public long MostHeld { get; private set; }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            var piece = new byte[1 << 16];
            for (var left = length; left > 0; left -= piece.Length)
            {
                await stream.WriteAsync(piece);
                if (left % (32 << 20) == 0)
                {
                    MostHeld = Math.Max(MostHeld, GC.GetTotalMemory(forceFullCollection: true));
                }
            }
        }

        protected override bool TryComputeLength(out long size)
        {
            size = 0;
            return false;
        }
    }
}
