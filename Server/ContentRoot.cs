namespace Hodl.Server;

/// <summary>Where wwwroot and appsettings.json lie.</summary>
public static class ContentRoot
{
    /// <summary>The repository root when running from a build output inside it, otherwise the folder of the published application.</summary>
    public static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "HodlDashboard.sln")))
            {
                return folder.FullName;
            }
        }

        return AppContext.BaseDirectory;
    }
}
