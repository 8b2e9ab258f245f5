using MudBlazor;

namespace Hodl.Server.Pages;

/// <summary>What one browser is told at the foot of its page, and can still take back. One at a time: a new deed replaces the offer.</summary>
public static class Toasts
{
    /// <summary>Says what was done and offers to take it back; without a way back it is a mere note.</summary>
    public static void Offer(this ISnackbar toasts, string text, Action? undo = null)
    {
        toasts.Clear();
        toasts.Add(text, Severity.Normal, options =>
        {
            options.CloseAfterNavigation = false;
            if (undo is not null)
            {
                options.Action = "Undo";
                options.OnClick = _ =>
                {
                    undo();
                    return Task.CompletedTask;
                };
            }
        });
    }
}
