using Microsoft.AspNetCore.Components;
using Radzen;

namespace Hodl.Components.Tests;

/// <summary>Renders components as the server does: Radzen's services, and a browser that answers nothing unasked.</summary>
public abstract class ComponentTest : BunitContext
{
    protected ComponentTest()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddRadzenComponents();
        SetRendererInfo(new RendererInfo("Server", isInteractive: true));
    }
}
