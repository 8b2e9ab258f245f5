using Hodl.Core.Runs;
using Hodl.Server.Pages;
using Hodl.Server.Store;
using Microsoft.AspNetCore.Components;

namespace Hodl.Server.Team;

/// <summary>What a link shows; closes when the link is taken back or its time is over.</summary>
public sealed partial class Shared : IDisposable
{
    private static readonly TimeSpan Looks = TimeSpan.FromSeconds(15);
    private StoredShare? share;
    private IShareView? view;
    private ITimer? timer;

    /// <summary>The link's number. The right to see it comes from the browser's cookie, not from the number.</summary>
    [Parameter] public long Id { get; set; }

    [Inject] private ShareStore Store { get; set; } = null!;

    [Inject] private ShareLinks Links { get; set; } = null!;

    [Inject] private RunBoard Board { get; set; } = null!;

    [Inject] private Visitor Visitor { get; set; } = null!;

    [Inject] private TimeProvider Clock { get; set; } = null!;

    private Dictionary<string, object> Parameters => new() { ["Share"] = share! };

    private bool Live => view!.Runs(share!.Target).Select(Board.Find).Any(run => run?.State is RunState.Running or RunState.Queued);

    /// <inheritdoc/>
    public void Dispose()
    {
        Links.Revoked -= OnRevoked;
        timer?.Dispose();
    }

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        Links.Revoked += OnRevoked;
        timer = Clock.CreateTimer(_ => Look(), null, Looks, Looks);
    }

    /// <inheritdoc/>
    protected override void OnParametersSet() => Read();

    private void OnRevoked(long id)
    {
        if (id == Id)
        {
            Look();
        }
    }

    private void Look() => _ = InvokeAsync(() =>
    {
        Read();
        StateHasChanged();
    });

    private void Read()
    {
        share = Visitor.Who.Can(Policies.Read) || Visitor.Who.Shares().Contains(Id) ? Store.Find(Id) : null;
        view = share is null ? null : Links.View(share.Kind);
    }
}
