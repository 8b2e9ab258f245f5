using Hodl.Server.Store;
using Hodl.Server.Team;
using Microsoft.AspNetCore.Components;

namespace Hodl.Server.Pages;

/// <summary>The accounts, for admins.</summary>
public sealed partial class Users
{
    private IReadOnlyList<Account> people = [];
    private string name = "", role = Roles.Viewer, refused = "", link = "", linkFor = "";

    [Inject] private AuthOptions Auth { get; set; } = null!;

    [Inject] private AccountStore Store { get; set; } = null!;

    [Inject] private AccountDeeds Deeds { get; set; } = null!;

    [Inject] private Visitor Visitor { get; set; } = null!;

    [Inject] private NavigationManager Navigation { get; set; } = null!;

    [Inject] private TimeProvider Clock { get; set; } = null!;

    /// <inheritdoc/>
    protected override void OnInitialized() => people = Store.List();

    private Task Add() => Try(async () =>
    {
        Show(name.Trim(), await Deeds.AddAsync(Visitor.Who, name, role));
        name = "";
    });

    private Task Invite(Account person) => Try(() =>
    {
        Show(person.Name, Deeds.Invite(Visitor.Who, person.Id));
        return Task.CompletedTask;
    });

    private void Show(string person, string path) => (linkFor, link) = (person, Navigation.BaseUri.TrimEnd('/') + path);

    private async Task Try(Func<Task> act)
    {
        try
        {
            (refused, link) = ("", "");
            await act();
        }
        catch (Exception refusal) when (refusal is InvalidOperationException or UnauthorizedAccessException)
        {
            refused = refusal.Message;
        }

        people = Store.List();
    }
}
