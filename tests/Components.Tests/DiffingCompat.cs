using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace Hodl.Components.Tests;

/// <summary>Resolves the AngleSharp.Diffing that the feed has for the one that bunit names (see the project file).</summary>
internal static class DiffingCompat
{
    [ModuleInitializer]
    internal static void Register() => AssemblyLoadContext.Default.Resolving += (context, name) =>
        name.Name == "AngleSharp.Diffing"
            ? context.LoadFromAssemblyPath(Path.Combine(AppContext.BaseDirectory, "compat", "AngleSharp.Diffing.dll"))
            : null;
}
