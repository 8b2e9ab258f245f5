using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Hodl.Core.Data;

namespace Hodl.Server.Data;

/// <summary>
/// Downloads a file, going on where an earlier attempt stopped. What is there counts only after its SHA-256 was found right.
/// </summary>
/// <param name="http">Goes through the proxies that HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY name.</param>
/// <param name="clock">Measures the pace.</param>
public sealed class FileDownload(HttpClient http, TimeProvider clock)
{
    private const string Unfinished = ".part", Version = ".part.version";
    private static readonly TimeSpan _connect = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan _stall = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan _beat = TimeSpan.FromMilliseconds(500);

    /// <summary>A client that gives up on a server that does not answer, never on one that is slow.</summary>
    public static HttpClient Client() => new(new SocketsHttpHandler { ConnectTimeout = _connect, UseProxy = true }) { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>Brings a file.</summary>
    /// <param name="file">Which.</param>
    /// <param name="folder">Where it belongs; what is unfinished waits there too.</param>
    /// <param name="progress">Told twice a second.</param>
    /// <param name="token">Stops; what is there waits for the next attempt.</param>
    /// <returns>Its path.</returns>
    /// <exception cref="FetchException">It cannot be brought, or is another file.</exception>
    public async Task<string> Bring(DataDownload file, string folder, IProgress<FetchProgress> progress, CancellationToken token)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, file.Name);
        if (File.Exists(path))
        {
            return path;
        }

        try
        {
            await Download(file, path + Unfinished, path + Version, progress, token);
        }
        catch (Exception problem) when (problem is HttpRequestException or IOException or TimeoutException
            || (problem is OperationCanceledException && !token.IsCancellationRequested))
        {
            throw new FetchException($"{file.Address} cannot be fetched: {Reason(problem)}", problem);
        }

        await using (var whole = File.OpenRead(path + Unfinished))
        {
            var hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(whole, token));
            if (hash != file.Sha256)
            {
                whole.Close();
                Forget();
                throw new FetchException($"{file.Address} is another file: its SHA-256 is {hash}, not {file.Sha256}. What had come was removed.");
            }
        }

        File.Move(path + Unfinished, path);
        File.Delete(path + Version);
        return path;

        void Forget()
        {
            File.Delete(path + Unfinished);
            File.Delete(path + Version);
        }
    }

    private async Task Download(DataDownload file, string path, string version, IProgress<FetchProgress> progress, CancellationToken token)
    {
        var (there, known) = (new FileInfo(path) is { Exists: true } part ? part.Length : 0, File.Exists(version)
            ? await File.ReadAllTextAsync(version, token) : "");
        if (there > 0 && there == file.Bytes)
        {
            return;
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, file.Address);
        if (there > 0)
        {
            // A server whose file has changed answers with all of it.
            request.Headers.Range = new RangeHeaderValue(there, null);
            if (known.StartsWith('"') && EntityTagHeaderValue.TryParse(known, out var tag))
            {
                request.Headers.IfRange = new RangeConditionHeaderValue(tag);
            }
        }

        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, token);
        if (answer.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            // Longer than the file is now: from the start.
            File.Delete(path);
            await Download(file, path, version, progress, token);
            return;
        }

        if (!answer.IsSuccessStatusCode)
        {
            throw new HttpRequestException($"the server answers {(int)answer.StatusCode} {answer.ReasonPhrase}.");
        }

        there = answer.StatusCode == HttpStatusCode.PartialContent && answer.Content.Headers.ContentRange?.From == there ? there : 0;
        await File.WriteAllTextAsync(version, answer.Headers.ETag is { IsWeak: false } now ? now.ToString() : "", token);
        await using var output = new FileStream(path, there == 0 ? FileMode.Create : FileMode.Append, FileAccess.Write, FileShare.Read,
            1 << 16);
        await using var input = await answer.Content.ReadAsStreamAsync(token);
        await Copy(file, input, output, there, answer.Content.Headers.ContentLength + there ?? file.Bytes, progress, token);
    }

    private async Task Copy(DataDownload file, Stream input, FileStream output, long there, long total, IProgress<FetchProgress> progress,
        CancellationToken token)
    {
        var (began, told, done) = (clock.GetTimestamp(), clock.GetTimestamp(), there);
        var buffer = new byte[1 << 16];
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(token);
        while (true)
        {
            patience.CancelAfter(_stall);
            int read;
            try
            {
                read = await input.ReadAsync(buffer, patience.Token);
            }
            catch (OperationCanceledException) when (!token.IsCancellationRequested)
            {
                throw new TimeoutException($"nothing came for {_stall.TotalSeconds:0} s, after {done} bytes.");
            }

            if (read == 0)
            {
                break;
            }

            await output.WriteAsync(buffer.AsMemory(0, read), token);
            done += read;
            if (clock.GetElapsedTime(told) > _beat)
            {
                told = clock.GetTimestamp();
                var pace = (done - there) / clock.GetElapsedTime(began).TotalSeconds;
                progress.Report(new FetchProgress(file.Name, done, total, total > 0 && pace > 0 ? (total - done) / pace : null));
            }
        }

        progress.Report(new FetchProgress(file.Name, done, total, 0));
        if (total > 0 && done < total)
        {
            throw new IOException($"the connection ended after {done} of {total} bytes.");
        }
    }

    private static string Reason(Exception problem) => (problem.InnerException is { } inner && problem is HttpRequestException
        ? $"{problem.Message} {inner.Message}" : problem.Message).TrimEnd('.') + ".";
}
