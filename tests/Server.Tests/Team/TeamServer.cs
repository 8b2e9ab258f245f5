using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Hodl.Server.Store;
using Hodl.Server.Team;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc.Testing;

namespace Hodl.Server.Tests.Team;

/// <summary>A server with local accounts: ada (admin), eve (experimenter), ian (experimenter), vic (viewer).</summary>
public sealed partial class TeamServer : IDisposable
{
    public const string Password = "correct horse battery";
    private readonly TempFolder _folder = new();
    private readonly TestServer _base;

    public TeamServer(params (string Key, string Value)[] settings)
    {
        _base = new TestServer(_folder.Database);
        Host = _base.WithWebHostBuilder(builder =>
        {
            builder.UseSetting("Auth:Mode", "local");
            builder.UseSetting("Auth:RevalidateSeconds", "0");
            foreach (var (key, value) in settings)
            {
                builder.UseSetting(key, value);
            }
        });
        foreach (var (name, role) in new[] { ("ada", Roles.Admin), ("eve", Roles.Experimenter), ("ian", Roles.Experimenter), ("vic", Roles.Viewer) })
        {
            Add(name, role);
        }
    }

    public WebApplicationFactory<Program> Host { get; }

    public T Get<T>() where T : notnull => Host.Services.GetRequiredService<T>();

    public void Dispose()
    {
        Host.Dispose();
        _base.Dispose();
        _folder.Dispose();
    }

    public Account Add(string name, string role)
    {
        using var scope = Host.Services.CreateScope();
        var accounts = scope.ServiceProvider.GetRequiredService<UserManager<Account>>();
        var account = new Account { Name = name, Role = role };
        var result = accounts.CreateAsync(account, Password).GetAwaiter().GetResult();
        Assert.True(result.Succeeded, string.Join(" ", result.Errors.Select(error => error.Description)));
        return account;
    }

    /// <summary>A browser that follows no redirect by itself.</summary>
    public HttpClient Browser() => Host.CreateClient(new WebApplicationFactoryClientOptions { AllowAutoRedirect = false });

    public async Task<HttpClient> SignedIn(string name, string password = Password)
    {
        var http = Browser();
        using var answer = await SignIn(http, name, password);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return http;
    }

    public static async Task<HttpResponseMessage> SignIn(HttpClient http, string name, string password, string path = "/account/login") =>
        await Post(http, path, "login", ("Form.Name", name), ("Form.Password", password));

    /// <summary>Reads a form's page, then sends the form as a browser does.</summary>
    public static async Task<HttpResponseMessage> Post(HttpClient http, string path, string handler, params (string, string)[] fields)
    {
        var page = await http.GetStringAsync(path);
        var token = Token().Match(page).Groups[1].Value;
        Assert.NotEqual("", token);
        using var form = new FormUrlEncodedContent([new("_handler", handler), new("__RequestVerificationToken", token), .. fields.Select(field => new KeyValuePair<string, string>(field.Item1, field.Item2))]);
        return await http.PostAsync(path, form);
    }

    /// <summary>A program with a token of this person.</summary>
    public HttpClient Program(string person, params string[] scopes)
    {
        var account = Get<AccountStore>().List().Single(account => account.Name == person);
        var http = Browser();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Get<TokenStore>().Add(account.Id, "test", scopes, null));
        return http;
    }

    /// <summary>A finished run of this person.</summary>
    public long Run(string person)
    {
        var id = Get<Server.Runs.RunQueue>().Enqueue([TestServer.Spec(new FakeSettings { Steps = 5 })], person)[0];
        var limit = DateTime.UtcNow.AddSeconds(20);
        while (Get<RunStore>().Find(id)?.State is not Core.Runs.RunState.Finished)
        {
            Assert.True(DateTime.UtcNow < limit, $"Run {id} does not finish.");
            Thread.Sleep(20);
        }

        return id;
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
