using System.Net;
using System.Text;
using Hodl.Server.Store;
using Hodl.Server.Team;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;

namespace Hodl.Server.Tests.Team;

/// <summary>Signing in: cookies, forms, lock-out, one-time links, headers.</summary>
public sealed class SessionTests(TeamServerFixture team) : IClassFixture<TeamServerFixture>
{
    private TeamServer Server => team.Server;

    [Fact]
    public async Task SignIn_RightPassword_CookieNoScriptReadsAndNoOtherSiteSends()
    {
        using var http = Server.Browser();
        using var answer = await TeamServer.SignIn(http, "vic", TeamServer.Password, "/account/login?returnUrl=%2Fcompare");
        var cookie = answer.Headers.GetValues("Set-Cookie").Single(cookie => cookie.StartsWith("hodl=", StringComparison.Ordinal));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.EndsWith("/compare", answer.Headers.Location!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Keys_OfAProgramThatMovesToAnotherFolder_StayValid() =>
        Assert.Equal("HODL Dashboard", Server.Get<IOptions<DataProtectionOptions>>().Value.ApplicationDiscriminator);  // the folder is the default

    [Fact]
    public async Task SignIn_ByHttps_CookieIsSecure()
    {
        using var http = Server.Host.CreateClient(new() { AllowAutoRedirect = false, BaseAddress = new Uri("https://localhost") });
        using var answer = await TeamServer.SignIn(http, "vic", TeamServer.Password);
        Assert.All(answer.Headers.GetValues("Set-Cookie"), cookie => Assert.Contains("secure", cookie, StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example")]
    public async Task SignIn_ReturnToAnotherSite_LeadsHome(string target)
    {
        using var http = Server.Browser();
        using var answer = await TeamServer.SignIn(http, "vic", TeamServer.Password, "/account/login?returnUrl="
            + Uri.EscapeDataString(target));
        Assert.EndsWith("/runs", answer.Headers.Location!.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("evil", answer.Headers.Location.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SignIn_WrongPasswords_WaitsWhetherTheAccountExistsOrNot()
    {
        using var server = new TeamServer();
        var said = new List<string>();
        foreach (var name in new[] { "ada", "nobody" })
        {
            using var http = server.Browser();
            for (var attempt = 0; attempt < 7; attempt++)
            {
                using var wrong = await TeamServer.SignIn(http, name, "not the password");
                said.Add(Alert(await wrong.Content.ReadAsStringAsync()));
            }
        }

        Assert.Equal(said[..7], said[7..]);
        Assert.Equal(["Name or password is wrong.", "Too many wrong passwords from here: wait 1 seconds."], said.Distinct());
        await Task.Delay(1100);
        using var right = await TeamServer.SignIn(server.Browser(), "ada", TeamServer.Password);
        Assert.Equal(HttpStatusCode.Redirect, right.StatusCode);
    }

    [Fact]
    public void Delay_FromElsewhereOrUnderAnotherName_IsNone()
    {
        var delay = new SignInDelay(TimeProvider.System);
        var (here, there) = (IPAddress.Parse("192.0.2.1"), IPAddress.Parse("192.0.2.2"));
        for (var i = 0; i < 12; i++)
        {
            delay.Failed(here, "ADA");
        }

        Assert.InRange(delay.Wait(here, "ADA").TotalSeconds, 60, 64);
        Assert.Equal(TimeSpan.Zero, delay.Wait(there, "ADA"));
        Assert.Equal(TimeSpan.Zero, delay.Wait(here, "EVE"));
        for (var i = 0; i < 20; i++)
        {
            delay.Failed(there, $"NAME {i}");
        }

        Assert.True(delay.Wait(there, "ADA") > TimeSpan.Zero, "an address that tries many names waits");
        for (var i = 0; i < 30; i++)
        {
            delay.Failed(IPAddress.Parse($"2001:db8::{i + 1}"), "EVE");
        }

        Assert.True(delay.Wait(IPAddress.Parse("2001:db8::ffff"), "EVE") > TimeSpan.Zero, "a network of the sixth version counts as one");
        Assert.Equal(TimeSpan.Zero, delay.Wait(IPAddress.Parse("2001:db9::1"), "EVE"));
    }

    [Fact]
    public async Task SignIn_NameOfAMillionCharacters_IsCutInTheAuditLog()
    {
        using var server = new TeamServer();
        using var answer = await TeamServer.SignIn(server.Browser(), new string('n', 1_000_000), "x");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var line = Assert.Single(server.Get<AuditLog>().Read(deed: "login refused"));
        Assert.InRange(line.Person.Length, 200, 300);
        Assert.EndsWith("(1000000 characters)", line.Person, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SignOut_CookieCopiedBefore_OpensNothingAlsoAfterARestart()
    {
        using var server = new TeamServer();
        using var http = server.Browser();
        using var signedIn = await TeamServer.SignIn(http, "eve", TeamServer.Password);
        var cookie = signedIn.Headers.GetValues("Set-Cookie").Single(cookie => cookie.StartsWith("hodl=", StringComparison.Ordinal)).Split(';')[0];
        Assert.Equal(HttpStatusCode.OK, await Copied(cookie));
        using var other = await server.SignedIn("eve");

        var token = System.Text.RegularExpressions.Regex.Match(await http.GetStringAsync("/runs"), "name=\"__RequestVerificationToken\" value=\"([^\"]+)\"").Groups[1].Value;
        using var signedOut = await http.PostAsync("/account/logout", new FormUrlEncodedContent([new("__RequestVerificationToken", token)]));
        Assert.Equal(HttpStatusCode.Redirect, signedOut.StatusCode);

        Assert.Equal(HttpStatusCode.Unauthorized, await Copied(cookie));
        Assert.Equal(HttpStatusCode.OK, (await other.GetAsync("/api/v1/runs")).StatusCode);
        Assert.True(new SessionStore(server.Get<Catalog>(), TimeProvider.System).IsEnded(Name()), "kept, not only remembered");

        async Task<HttpStatusCode> Copied(string copy)
        {
            using var thief = server.Host.CreateClient(new() { AllowAutoRedirect = false, HandleCookies = false });
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/runs");
            request.Headers.Add("Cookie", copy);
            return (await thief.SendAsync(request)).StatusCode;
        }

        string Name()
        {
            var format = server.Get<IOptionsMonitor<Microsoft.AspNetCore.Authentication.Cookies.CookieAuthenticationOptions>>().Get(Microsoft.AspNetCore.Identity.IdentityConstants.ApplicationScheme).TicketDataFormat;
            return format.Unprotect(Uri.UnescapeDataString(cookie["hodl=".Length..]))!.Properties.Items["session"]!;
        }
    }

    [Fact]
    public async Task SignIn_ReturnToAPathBeyondAscii_LeadsThere()
    {
        using var http = Server.Browser();
        using var answer = await TeamServer.SignIn(http, "vic", TeamServer.Password, "/account/login?returnUrl=" + Uri.EscapeDataString("/runs?tag=größe 名"));
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.EndsWith("/runs?tag=gr%C3%B6%C3%9Fe%20%E5%90%8D", answer.Headers.Location!.OriginalString, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Form_WithoutAntiforgeryToken_IsRefused()
    {
        using var http = Server.Browser();
        using var form = new FormUrlEncodedContent([new("_handler", "login"), new("Form.Name", "vic"),
            new("Form.Password", TeamServer.Password)]);
        using var login = await http.PostAsync("/account/login", form);
        Assert.Equal(HttpStatusCode.BadRequest, login.StatusCode);
        using var signed = await Server.SignedIn("vic");
        using var logout = await signed.PostAsync("/account/logout", new FormUrlEncodedContent([]));
        Assert.Equal(HttpStatusCode.BadRequest, logout.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await signed.GetAsync("/api/v1/runs")).StatusCode);
    }

    [Theory]
    [InlineData("Origin", "https://evil.example")]
    [InlineData("Origin", "null")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    public async Task Api_ChangeFromAnotherSite_IsRefused(string header, string value)
    {
        using var http = await Server.SignedIn("eve");
        foreach (var path in new[] { "/api/v1/runs/1/stop", "/api/2.0/mlflow/runs/create" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post,
                path)
            { Content = new StringContent("{}", Encoding.UTF8, "application/json") };
            request.Headers.Add(header, value);
            using var answer = await http.SendAsync(request);
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        }
    }

    [Fact]
    public async Task EveryAnswer_Headers_OnlyOwnScriptsAndNoGuessing()
    {
        using var http = Server.Browser();
        foreach (var path in new[] { "/account/login", "/api/v1/runs", "/app.css" })
        {
            using var answer = await http.GetAsync(path);
            var policy = string.Join("; ", answer.Headers.GetValues("Content-Security-Policy"));
            Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
            Assert.Contains("object-src 'none'", policy, StringComparison.Ordinal);
            Assert.Contains("frame-ancestors 'self'", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe-eval", policy, StringComparison.Ordinal);
            Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        }
    }

    [Fact]
    public async Task Account_Shut_EndsItsSessionAndItsTokens()
    {
        var mara = Server.Add("mara", Roles.Experimenter);
        using var browser = await Server.SignedIn("mara");
        using var program = Server.Program("mara", "read");
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/api/v1/runs")).StatusCode);
        var store = Server.Get<AccountStore>();
        var account = store.Find(mara.Id)!;
        (account.Disabled, account.Stamp) = (true, "changed");
        store.Update(account);
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.GetAsync("/api/v1/runs")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await program.GetAsync("/api/v1/runs")).StatusCode);
        using var again = await TeamServer.SignIn(Server.Browser(), "mara", TeamServer.Password);
        Assert.Contains("This account is shut", await again.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Link_OneTime_RulesOfThePasswordThenSignsInOnceOnly()
    {
        var store = Server.Get<AccountStore>();
        var nora = Server.Add("nora", Roles.Viewer);
        var path = "/account/join/" + store.Invite(nora.Id, TimeSpan.FromHours(1));
        using var http = Server.Browser();
        foreach (var (password, again, says) in new[] { ("short", "short", "at least 10"), ("aaaaaaaaaaaa", "aaaaaaaaaaaa", "different"), ("nora and more of it", "nora and more of it", "must not contain the name"), ("one good password", "another password", "differ") })
        {
            using var refused = await TeamServer.Post(http, path, "join", ("Form.Name", "nora"), ("Form.Password", password),
                ("Form.Again", again));
            Assert.Contains(says, await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        using var done = await TeamServer.Post(http, path, "join", ("Form.Name", "nora"), ("Form.Password", "one good password"),
            ("Form.Again", "one good password"));
        Assert.Equal(HttpStatusCode.Redirect, done.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/api/v1/runs")).StatusCode);
        Assert.Contains("This link opens nothing", await Server.Browser().GetStringAsync(path), StringComparison.Ordinal);
        Assert.DoesNotContain(path[14..], string.Concat(Directory.GetFiles(Path.GetDirectoryName(Server.Get<Catalog>().File)!, "hodl.db*").Where(file => !file.EndsWith(".lock", StringComparison.Ordinal)).Select(file => File.ReadAllText(file, Encoding.Latin1))), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("none", "http://0.0.0.0:80", null)]
    [InlineData("none", "http://127.0.0.1:80;http://*:81", null)]
    [InlineData("no", "http://127.0.0.1:80", null)]
    [InlineData("oidc", "http://127.0.0.1:80", null)]
    [InlineData("", "http://127.0.0.1:80", AuthMode.None)]
    [InlineData("", "http://localhost:80;http://[::1]:81", AuthMode.None)]
    [InlineData("", "http://0.0.0.0:80", AuthMode.Local)]
    [InlineData("", "http://example.org", AuthMode.Local)]
    [InlineData("none", "http://127.0.0.5:80", AuthMode.None)]
    public void AuthOptions_OpenAddressWithoutAccounts_IsRefused(string mode, string urls, AuthMode? expected)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string,
            string?>
        { ["Auth:Mode"] = mode, ["urls"] = urls }).Build();
        if (expected is null)
        {
            Assert.Contains(mode == "oidc" ? "Auth:Oidc:Authority" : "--auth " + mode,
                Assert.Throws<InvalidOperationException>(() => AuthOptions.From(configuration)).Message, StringComparison.Ordinal);
        }
        else
        {
            Assert.Equal(expected, AuthOptions.From(configuration).Mode);
        }
    }

    private static string Alert(string page) => WebUtility.HtmlDecode(System.Text.RegularExpressions.Regex.Match(page, "role=\"alert\".*?<span>(.*?)</span>", System.Text.RegularExpressions.RegexOptions.Singleline).Groups[1].Value);
}
