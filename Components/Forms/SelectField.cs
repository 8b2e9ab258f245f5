using Hodl.Components.Frame;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Hodl.Components.Forms;

/// <summary>
/// One of a few choices, dense and outlined as every field here; what is chosen stands as text in its input, so that a label can name it.
/// </summary>
/// <typeparam name="T">What is chosen.</typeparam>
public sealed class SelectField<T> : MudSelect<T>
{
    /// <summary>Sets the look; what a page says of it counts more.</summary>
    public SelectField()
    {
        (Variant, Margin, Dense, OpenIcon, CloseIcon) = (Variant.Outlined, Margin.Dense, true, Icon.Of("down"), Icon.Of("up"));
        RelativeWidth = DropdownWidth.Adaptive;
        ToStringFunc = value => Options.FirstOrDefault(option => EqualityComparer<T?>.Default.Equals(option.Value, value)).Text;
        ChildContent = builder =>
        {
            foreach (var (value, _) in Options)
            {
                builder.OpenComponent<MudSelectItem<T>>(0);
                builder.SetKey(value);
                builder.AddAttribute(1, nameof(MudSelectItem<>.Value), value);
                builder.CloseComponent();
            }
        };
    }

    /// <summary>The choices, each with its words.</summary>
    [Parameter, EditorRequired] public IReadOnlyList<(T Value, string Text)> Options { get; set; } = [];
}
