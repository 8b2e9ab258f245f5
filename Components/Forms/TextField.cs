using MudBlazor;

namespace Hodl.Components.Forms;

/// <summary>A line or a page of text, dense and outlined as every field here.</summary>
public sealed class TextField : MudTextField<string>
{
    /// <summary>Sets the look; what a page says of it counts more.</summary>
    public TextField() => (Variant, Margin) = (Variant.Outlined, Margin.Dense);
}
