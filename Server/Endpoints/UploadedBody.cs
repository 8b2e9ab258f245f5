using Microsoft.AspNetCore.Http.Features;

namespace Hodl.Server.Endpoints;

/// <summary>A file that is a request's body as it is.</summary>
internal static class UploadedBody
{
    /// <summary>The whole body; null when it is longer than allowed, read or not.</summary>
    public static async Task<byte[]?> ReadAsync(HttpRequest request, long most, CancellationToken token)
    {
        if (request.ContentLength > most)
        {
            return null;
        }

        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = most + 1;
        }

        using var bytes = new MemoryStream();
        await request.Body.CopyToAsync(bytes, token);
        return bytes.Length > most ? null : bytes.ToArray();
    }

    /// <summary>413.</summary>
    public static IResult TooLarge(long most) =>
        Results.Problem($"The file is larger than {most >> 20} MiB.", statusCode: StatusCodes.Status413PayloadTooLarge, title: "Too large.");
}
