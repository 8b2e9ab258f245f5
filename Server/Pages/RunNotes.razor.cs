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

    [Inject] private Visitor Visitor { get; set; } = null!;

    [Inject] private UndoToasts Toasts { get; set; } = null!;

    [Inject] private TimeProvider Clock { get; set; } = null!;

    /// <inheritdoc/>
    protected override void OnParametersSet() => (note, comments, projects) = (Store.Note(Run.Id), Store.Comments(Run.Id), Projects.List());

    private static string Text(ChangeEventArgs change) => change.Value?.ToString() ?? "";

    private static string Who(string person) => person == "" ? "without an account" : person;

    private void AddTag() => Try(() =>
    {
        Store.Tag([Run.Id], newTag);
        newTag = "";
    });

    private void SaveNote() => Try(() =>
    {
        Store.SetNote(Run.Id, draft, Visitor.Person);
        writing = false;
    });

    private void Say() => Try(() =>
    {
        Store.AddComment(Run.Id, Visitor.Person, said);
        said = "";
    });

    private void Delete(StoredComment comment) => Try(() =>
    {
        Store.DeleteComment(comment.Id);
        Toasts.Offer("Comment deleted.", () =>
        {
            Store.DeleteComment(comment.Id, deleted: false);
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
        catch (InvalidOperationException refusal)
        {
            refused = refusal.Message;
        }

        (note, comments) = (Store.Note(Run.Id), Store.Comments(Run.Id));
    }
}
