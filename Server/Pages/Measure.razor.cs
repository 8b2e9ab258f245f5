using Hodl.Components.Frame;
using Hodl.Core.Data;
using Hodl.Server.Runs;
using Hodl.Server.Team;
using Microsoft.AspNetCore.Components;

namespace Hodl.Server.Pages;

/// <summary>A person's own images against their references. The files are the page's and go with it.</summary>
public sealed partial class Measure : IDisposable
{
    private const int MostNames = 8;
    private static readonly string Endings = string.Join(',', ImageFolder.Endings);
    private static readonly IReadOnlyList<(UploadSide Side, string Title, string Hint)> Sides =
    [
        (UploadSide.Images, "Images", "that are judged; or drop files or a folder here"),
        (UploadSide.References, "References", "the truth; or drop files or a folder here"),
    ];

    private ImageUpload? upload;
    private ImagePairs? pairs;
    private string refused = "", unmatched = "";
    private int border;
    private bool isGone;

    [Inject] private MeasureDeeds Deeds { get; set; } = null!;

    [Inject] private Visitor Visitor { get; set; } = null!;

    [Inject] private TimeProvider Clock { get; set; } = null!;

    private int Percent => upload is { Progress: { Total: > 0 } progress } ? 100 * progress.Done / progress.Total : 0;

    private string Left => upload is not { Began: { } began, Progress: var (done, total) } ? " · waits for its turn"
        : done == 0 ? "" : $" · {TimeText.Duration((Clock.GetUtcNow() - began).TotalSeconds * (total - done) / done)} left";

    /// <inheritdoc/>
    public void Dispose()
    {
        isGone = true;
        if (upload is not null)
        {
            upload.Changed -= Redraw;
            try
            {
                Deeds.Close(Visitor.Who, upload);
            }
            catch (UnauthorizedAccessException)
            {
                // The right was taken away meanwhile: the files go with time.
            }
        }
    }

    /// <inheritdoc/>
    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender && Visitor.CanLaunch)
        {
            Open();
        }
    }

    private void Open()
    {
        refused = "";
        try
        {
            upload = Deeds.Open(Visitor.Who, isHeld: true);
            upload.Changed += Redraw;
        }
        catch (Exception refusal) when (refusal is InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            refused = refusal.Message;
        }

        StateHasChanged();
    }

    private void Came(string answer) => Match();

    private void Match()
    {
        (pairs, unmatched, refused) = (null, "", "");
        if (upload is null || Sides.Any(side => upload.Names(side.Side).Count == 0))
        {
            return;
        }

        try
        {
            pairs = upload.Pairs();
        }
        catch (Exception refusal) when (refusal is InvalidDataException or IOException)
        {
            unmatched = refusal.Message.Replace(upload.Folder + Path.DirectorySeparatorChar, "", StringComparison.Ordinal);
        }
    }

    private void Start()
    {
        refused = "";
        try
        {
            _ = Deeds.Start(Visitor.Who, upload!, border);
        }
        catch (Exception refusal) when (refusal is ArgumentException or InvalidDataException or InvalidOperationException or UnauthorizedAccessException)
        {
            refused = refusal.Message;
        }
    }

    private void Stop() => Deeds.Stop(Visitor.Who, upload!);

    private void Clear()
    {
        Deeds.Clear(Visitor.Who, upload!);
        Match();
    }

    private string Address(UploadSide side) => $"/api/v1/measurements/{upload!.Id}/{(side == UploadSide.Images ? "images" : "references")}";

    private string Count(UploadSide side) => upload!.Names(side).Count switch { 0 => "None yet.", 1 => "1 file", var count => $"{NumberText.Whole(count)} files" };

    private string Matched(ImagePairs pairs)
    {
        var count = pairs.Pairs.Count == 1 ? "1 pair" : $"{NumberText.Whole(pairs.Pairs.Count)} pairs";
        return $"{(pairs.Pairs.Count == 0 ? "No pair" : count)}, matched by {(upload!.Count == 2 ? "being one file on each side" : "name, whatever the ending")}."
            + Lonely("Images without a reference", pairs.OnlyImages) + Lonely("References without an image", pairs.OnlyReferences);
    }

    private static string Lonely(string what, IReadOnlyList<string> names) => names.Count == 0 ? ""
        : $" {what}: {string.Join(", ", names.Take(MostNames))}{(names.Count > MostNames ? $" and {names.Count - MostNames} more" : "")}.";

    private void Redraw()
    {
        if (!isGone)
        {
            _ = InvokeAsync(StateHasChanged);
        }
    }
}
