using System.Net;
using Hodl.Server.Store;
using Microsoft.AspNetCore.WebUtilities;

namespace Hodl.Server.Tests.Team;

/// <summary>Signing in at an identity provider, through every redirect.</summary>
public sealed class ProviderTests : IDisposable
{
    private readonly FakeProvider _provider = new();
    private readonly TeamServer _team;

    public ProviderTests() => _team = new TeamServer(
        ("Auth:Mode", "oidc"), ("Auth:Oidc:Authority", _provider.Address), ("Auth:Oidc:ClientId", "hodl"), ("Auth:Oidc:ClientSecret", "s"),
        ("Auth:Oidc:Groups:lab", "experimenter"), ("Auth:Oidc:DefaultRole", ""));

    public void Dispose()
    {
        _team.Dispose();
        _provider.Dispose();
    }

    [Fact]
    public async Task SignIn_PersonOfAGroupWithARole_IsLetIn()
    {
        _provider.Groups = ["lab"];
        using var http = _team.Browser();
        using var done = await SignIn(http);
        Assert.Equal("/compare", done.Headers.Location!.ToString());
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/api/v1/runs")).StatusCode);
        var account = _team.Get<AccountStore>().List().Single(account => account.Subject is not null);
        Assert.Equal(("grace", "experimenter", null), (account.Name, account.Role, account.Password));
        Assert.Contains(_team.Get<AuditLog>().Read("grace"), line => line.Deed == "login");
    }

    [Fact]
    public async Task SignIn_PersonWithoutARole_IsTurnedAway()
    {
        _provider.Groups = ["others"];
        using var http = _team.Browser();
        using var done = await SignIn(http);
        Assert.Contains("refused=role", done.Headers.Location!.ToString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Unauthorized, (await http.GetAsync("/api/v1/runs")).StatusCode);
    }

    [Fact]
    public async Task Callback_WithoutAStart_IsTurnedAway()
    {
        using var http = _team.Browser();
        using var forged = await http.GetAsync($"/account/oidc/callback?code={_provider.Code("x")}&state=forged");
        Assert.Contains("refused=provider", forged.Headers.Location!.ToString(), StringComparison.Ordinal);
        Assert.Contains("id=\"provider\"", await http.GetStringAsync("/account/login"), StringComparison.Ordinal);
    }

    private async Task<HttpResponseMessage> SignIn(HttpClient http)
    {
        using var start = await http.GetAsync("/account/oidc?returnUrl=%2Fcompare");
        Assert.StartsWith(_provider.Address + "/authorize", start.Headers.Location!.ToString(), StringComparison.Ordinal);
        var asked = QueryHelpers.ParseQuery(start.Headers.Location.Query);
        Assert.Equal(("code", "S256"), (asked["response_type"].ToString(), asked["code_challenge_method"].ToString()));
        return await http.GetAsync($"/account/oidc/callback?code={_provider.Code(asked["nonce"].ToString())}&state={Uri.EscapeDataString(asked["state"].ToString())}");
    }
}
