using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Hodl.Server.Team;

/// <summary>
/// <c>Hodl-Signature: t=1700000000,v1=hex</c>, where hex = HMAC-SHA256(secret, "1700000000." + body). A receiver computes it
/// again over the bytes as they came, compares in constant time, and refuses a t that is minutes old.
/// </summary>
public static class WebhookSignature
{
    /// <summary>The header's name.</summary>
    public const string Header = "Hodl-Signature";

    /// <summary>The header's value.</summary>
    public static string Of(string secret, DateTimeOffset at, string body)
    {
        var seconds = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return $"t={seconds},v1={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{seconds}.{body}")))}";
    }
}
