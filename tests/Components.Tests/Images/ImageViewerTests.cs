using System.Text.Json;

namespace Hodl.Components.Tests.Images;

public sealed class ImageViewerTests : ComponentTest
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);
    private static readonly ViewerColumn[] Columns = [new("input", "input", "input", "reference"), new("reference", "reference", "reference")];

    [Fact]
    public void ImageViewer_Config_GoesToTheScriptOnceUntilItChanges()
    {
        var module = JSInterop.SetupModule("/js/viewer/viewer.js");
        module.Mode = JSRuntimeMode.Loose;
        var viewer = Render<ImageViewer>(parameters => parameters.Add(p => p.Columns, Columns).Add(p => p.Frames, [Frame("a")]));
        viewer.Render(parameters => parameters.Add(p => p.Frames, [Frame("a")]));
        var call = Assert.Single(module.Invocations, invocation => invocation.Identifier == "viewer");
        var config = JsonSerializer.SerializeToElement(call.Arguments[1], Web);
        Assert.Equal("/runs/1/images/2?v=ab", config.GetProperty("frames")[0].GetProperty("address").GetString());
        Assert.Equal("Infinity", config.GetProperty("frames")[0].GetProperty("metrics").GetProperty("psnr_gray").GetString());
        Assert.Equal("reference", config.GetProperty("columns")[0].GetProperty("reference").GetString());
    }

    [Fact]
    public void ImageViewer_EveryControl_HasANameAndAPurpose()
    {
        JSInterop.SetupModule("/js/viewer/viewer.js").Mode = JSRuntimeMode.Loose;
        var viewer = Render<ImageViewer>(parameters => parameters.Add(p => p.Columns, Columns).Add(p => p.Frames, [Frame("a")]));
        foreach (var control in viewer.FindAll("button, select, input"))
        {
            var name = control.GetAttribute("aria-label") ?? control.TextContent.Trim() + (control.ParentElement?.TagName == "LABEL" ? control.ParentElement.TextContent.Trim() : "");
            Assert.False(string.IsNullOrWhiteSpace(name), control.OuterHtml);
            Assert.True(control.HasAttribute("data-v") || control.Closest("dialog") is not null, control.OuterHtml);
        }
    }

    [Fact]
    public void UploadBox_Answer_ReachesThePage()
    {
        var module = JSInterop.SetupModule("/js/upload.js");
        module.Mode = JSRuntimeMode.Loose;
        var answer = "";
        var box = Render<UploadBox>(parameters => parameters.Add(p => p.Address, "/api/v1/models").Add(p => p.Caption, "Import").Add(p => p.Uploaded, text => answer = text));
        box.Find("input[data-answer]").Change("""{"id":3}""");
        Assert.Equal("""{"id":3}""", answer);
        Assert.Single(module.Invocations, invocation => invocation.Identifier == "upload");
    }

    private static ViewerFrame Frame(string name) => new(
        name, "input", "/runs/1/images/2?v=ab", 4, 4, 1, 0, 0, ViewerFrame.Words(new Dictionary<string, double> { ["psnr_gray"] = double.PositiveInfinity, ["ssim_gray"] = 0.5 }));
}
