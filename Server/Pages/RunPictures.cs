using Hodl.Components.Images;
using Hodl.Server.Store;

namespace Hodl.Server.Pages;

/// <summary>Images of the store as the viewer shows them.</summary>
public static class RunPictures
{
    /// <summary>Of the first <paramref name="names"/> pictures, each role's latest.</summary>
    public static IReadOnlyList<Picture> Latest(IReadOnlyList<StoredImage> images, long run, int names = int.MaxValue) =>
        [.. images.GroupBy(image => image.Name).Take(names).SelectMany(picture => picture.GroupBy(image => image.Role).Select(role => Of(role.MaxBy(image => image.Step)!, run)))];

    /// <summary>Each picture as it stood at a step: every role's latest up to it.</summary>
    public static IReadOnlyList<Picture> At(IReadOnlyList<StoredImage> images, long run, long step) =>
        Latest([.. images.Where(image => image.Step <= step)], run);

    private static Picture Of(StoredImage image, long run) =>
        new(image.Name, image.Role, $"/runs/{run}/images/{image.Id}", image.Step, image.Height, image.Width, image.Metrics);
}
