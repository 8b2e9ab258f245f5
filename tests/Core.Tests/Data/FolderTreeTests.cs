using Hodl.Core.Data;
using Xunit;

namespace Hodl.Core.Tests.Data;

public sealed class FolderTreeTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Files_LinksInACircle_EachOnce()
    {
        var root = Directory.CreateDirectory(System.IO.Path.Combine(_folder.Path, "root")).FullName;
        var aside = Directory.CreateDirectory(System.IO.Path.Combine(_folder.Path, "aside")).FullName;
        Directory.CreateDirectory(System.IO.Path.Combine(root, "below"));
        File.WriteAllText(System.IO.Path.Combine(root, "below", "a.log"), "");
        File.WriteAllText(System.IO.Path.Combine(aside, "b.log"), "");
        File.WriteAllText(System.IO.Path.Combine(aside, "c.txt"), "");
        Directory.CreateSymbolicLink(System.IO.Path.Combine(root, "one"), ".");
        Directory.CreateSymbolicLink(System.IO.Path.Combine(root, "two"), root);
        Directory.CreateSymbolicLink(System.IO.Path.Combine(root, "below", "up"), "..");
        Directory.CreateSymbolicLink(System.IO.Path.Combine(root, "x"), aside);
        Directory.CreateSymbolicLink(System.IO.Path.Combine(root, "y"), aside);

        Assert.Equal(["a.log", "b.log"], FolderTree.Files(root, "*.log").Select(System.IO.Path.GetFileName).Order());
        Assert.Equal(3, FolderTree.Folders(root).Count());
    }
}
