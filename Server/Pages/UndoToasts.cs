namespace Hodl.Server.Pages;

/// <summary>What one browser can still take back. One at a time: a new deed replaces the offer.</summary>
public sealed class UndoToasts
{
    /// <summary>Raised when the offer changes.</summary>
    public event Action? Changed;

    /// <summary>What was done; empty when nothing is on offer.</summary>
    public string Text { get; private set; } = "";

    /// <summary>Takes it back; null when the text is a mere note.</summary>
    public Action? Undo { get; private set; }

    /// <summary>Counts the offers, so that a timer withdraws only its own.</summary>
    public int Number { get; private set; }

    /// <summary>Says what was done and offers to take it back.</summary>
    public void Offer(string text, Action? undo = null)
    {
        (Text, Undo) = (text, undo);
        Number++;
        Changed?.Invoke();
    }

    /// <summary>Withdraws the offer.</summary>
    public void Clear()
    {
        (Text, Undo) = ("", null);
        Changed?.Invoke();
    }
}
