using Microsoft.AspNetCore.Http.Features;

namespace Hodl.Server.Endpoints;

/// <summary>A file that is a request's body as it is.</summary>
internal static class UploadedBody
{
    /// <summary>The body in a file, which is gone when it is closed; null when it is longer than allowed.</summary>
    public static async Task<FileStream?> KeepAsync(HttpRequest request, long most, CancellationToken token)
    {
        var file = new FileStream(Path.GetTempFileName(), FileMode.Create, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose);
        if (await CopyAsync(request, most, file, token))
        {
            file.Position = 0;
            return file;
        }

        await file.DisposeAsync();
        return null;
    }

    /// <summary>The body in memory, for what is small; null when it is longer than allowed.</summary>
    public static async Task<byte[]?> ReadAsync(HttpRequest request, int most, CancellationToken token)
    {
        using var bytes = new MemoryStream();
        return await CopyAsync(request, most, bytes, token) ? bytes.ToArray() : null;
    }

    /// <summary>413.</summary>
    public static IResult TooLarge(long most) =>
        Results.Problem($"The file is larger than {most >> 20} MiB.", statusCode: StatusCodes.Status413PayloadTooLarge, title: "Too large.");

    /// <summary>Copies the body; false when it is longer than allowed.</summary>
    // A body that comes in chunks says nothing of its length: it is read until it is too long, and no further.
    public static async Task<bool> CopyAsync(HttpRequest request, long most, Stream to, CancellationToken token)
    {
        if (request.ContentLength > most)
        {
            return false;
        }

        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = null;
        }

        var piece = new byte[1 << 16];
        for (int read; (read = await request.Body.ReadAsync(piece, token)) > 0;)
        {
            if (to.Length + read > most)
            {
                return false;
            }

            await to.WriteAsync(piece.AsMemory(0, read), token);
        }

        return true;
    }
}
