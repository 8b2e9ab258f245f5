using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;

namespace Hodl.Server.Store;

/// <summary>Random secrets of links and tokens. Only their hash is kept, so that a copied database opens nothing.</summary>
public static class Secret
{
    private const int Bytes = 32;

    /// <summary>256 random bits, in characters that addresses take as they are.</summary>
    public static string New() => WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>SHA-256, lower-case hex; a secret of 256 random bits needs neither salt nor slowness.</summary>
    public static string Hash(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}
