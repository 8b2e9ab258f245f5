using Hodl.Core.Runs;
using Hodl.Server.Store;
using Hodl.Server.Team;
using Microsoft.AspNetCore.Components;

namespace Hodl.Server.Pages;

/// <summary>What people say of a run: project, tags, note, comments.</summary>
public sealed partial class RunNotes
{
    private StoredNote? note;
    private IReadOnlyList<StoredComment> comments = [];
    private IReadOnlyList<StoredProject> projects = [];
    private string newTag = "", draft = "", said = "", refused = "";
    private bool writing;

    /// <summary>The run.</summary>
    [Parameter, EditorRequired] public RunRow Run { get; set; } = null!;

    [Inject] private NoteStore Store { get; set; } = null!;

    [Inject] private ProjectStore Projects { get; set; } = null!;

    [Inject] private NoteDeeds Deeds { get; set; } = null!;

    [Inject] private Visitor Visitor { get; set; } = null!;

    [Inject] private MudBlazor.ISnackbar Toasts { get; set; } = null!;

    [Inject] private TimeProvider Clock { get; set; } = null!;

    private bool Writes => Deeds.CanWrite(Visitor.Who, Run);

    /// <inheritdoc/>
    protected override void OnParametersSet() => (note, comments, projects) = (Store.Note(Run.Id), Store.Comments(Run.Id), Projects.List());

    private static string Who(string person) => person == "" ? "without an account" : person;

    private void AddTag() => Try(() =>
    {
        Deeds.Tag(Visitor.Who, [Run.Id], newTag);
        newTag = "";
    });

    private void SaveNote() => Try(() =>
    {
        Deeds.SetNote(Visitor.Who, Run.Id, draft);
        writing = false;
    });

    private void Say() => Try(() =>
    {
        Deeds.Comment(Visitor.Who, Run.Id, said);
        said = "";
    });

    private void Delete(StoredComment comment) => Try(() =>
    {
        Deeds.DeleteComment(Visitor.Who, comment.Id);
        Toasts.Offer("Comment deleted.", () =>
        {
            Deeds.DeleteComment(Visitor.Who, comment.Id, deleted: false);
            comments = Store.Comments(Run.Id);
            _ = InvokeAsync(StateHasChanged);
        });
    });

    private void Try(Action act)
    {
        try
        {
            refused = "";
            act();
        }
        catch (Exception refusal) when (refusal is InvalidOperationException or UnauthorizedAccessException)
        {
            refused = refusal.Message;
        }

        (note, comments) = (Store.Note(Run.Id), Store.Comments(Run.Id));
    }
}
