using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;

namespace Hodl.Server.Tests.Team;

/// <summary>An identity provider on loopback that knows one person: metadata, keys, tokens signed with RS256.</summary>
public sealed class FakeProvider : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly RSA _key = RSA.Create(2048);
    private readonly ConcurrentDictionary<string, string> _codes = new();

    public FakeProvider()
    {
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            Address = $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}";
        }

        _listener.Prefixes.Add(Address + "/");
        _listener.Start();
        _ = Task.Run(Listen);
    }

    public string Address { get; }

    public string[] Groups { get; set; } = [];

    public void Dispose()
    {
        _listener.Close();
        _key.Dispose();
    }

    /// <summary>The person has signed in at the provider: a code for the nonce that was asked with.</summary>
    public string Code(string nonce)
    {
        var code = Guid.NewGuid().ToString("N");
        _codes[code] = nonce;
        return code;
    }

    private async Task Listen()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception closed) when (closed is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            using var reader = new StreamReader(context.Request.InputStream);
            var answer = Encoding.UTF8.GetBytes(JsonSerializer.Serialize(Answer(context.Request.Url!.AbsolutePath, await reader.ReadToEndAsync())));
            context.Response.ContentType = "application/json";
            await context.Response.OutputStream.WriteAsync(answer);
            context.Response.Close();
        }
    }

    private object Answer(string path, string body) => path switch
    {
        "/.well-known/openid-configuration" => new
        {
            issuer = Address,
            authorization_endpoint = Address + "/authorize",
            token_endpoint = Address + "/token",
            userinfo_endpoint = Address + "/userinfo",
            jwks_uri = Address + "/keys",
        },
        "/keys" => new { keys = new[] { new { kty = "RSA", kid = "1", use = "sig", alg = "RS256", n = Url(_key.ExportParameters(false).Modulus!), e = Url(_key.ExportParameters(false).Exponent!) } } },
        "/token" when QueryHelpers.ParseQuery(body)["code"].ToString() is var code && _codes.TryRemove(code, out var nonce) =>
            new { access_token = "opaque", token_type = "Bearer", expires_in = 300, id_token = Token(nonce) },
        "/userinfo" => new { sub = "42", preferred_username = "grace" },
        _ => new { error = "invalid_request" },
    };

    private string Token(string nonce)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var signed = Url(JsonSerializer.SerializeToUtf8Bytes(new { alg = "RS256", kid = "1", typ = "JWT" })) + "."
            + Url(JsonSerializer.SerializeToUtf8Bytes(new { iss = Address, aud = "hodl", sub = "42", nonce, iat = now, nbf = now, exp = now + 300, preferred_username = "grace", roles = Groups }));
        return signed + "." + Url(_key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    }

    private static string Url(byte[] bytes) => WebEncoders.Base64UrlEncode(bytes);
}
