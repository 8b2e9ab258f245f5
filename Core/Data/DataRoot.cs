namespace Hodl.Core.Data;

/// <summary>Where the data sets lie.</summary>
public static class DataRoot
{
    /// <summary>The environment variable that names the folder.</summary>
    public const string Variable = "HODL_DATA";

    /// <summary>The folder that was asked for, else the one of <see cref="Variable"/>, else an empty text (no data).</summary>
    /// <param name="asked">An argument or setting; may be null or blank.</param>
    public static string Resolve(string? asked) =>
        !string.IsNullOrWhiteSpace(asked) ? asked.Trim() : Environment.GetEnvironmentVariable(Variable)?.Trim() ?? "";

    /// <summary>A data set's folder; null when it is absent.</summary>
    /// <param name="root">As <see cref="Resolve"/> gives it.</param>
    /// <param name="name">Such as <c>Set14</c>; an absolute path stands for itself.</param>
    public static string? Find(string root, string name)
    {
        if (root == "" && !Path.IsPathRooted(name))
        {
            return null;
        }

        var path = Path.GetFullPath(Path.Combine(root, name));
        return Directory.Exists(path) ? path : null;
    }
}
