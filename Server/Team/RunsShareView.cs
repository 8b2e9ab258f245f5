using System.Globalization;

namespace Hodl.Server.Team;

/// <summary>One run, runs beside each other, or their images.</summary>
/// <param name="kind">run, compare or images.</param>
/// <param name="component">Draws it.</param>
internal sealed class RunsShareView(string kind, Type component) : IShareView
{
    /// <inheritdoc/>
    public string Kind => kind;

    /// <inheritdoc/>
    public Type Component => component;

    /// <inheritdoc/>
    public IReadOnlyList<long> Runs(string target) => Parse(target);

    /// <summary>Numbers separated by commas.</summary>
    public static IReadOnlyList<long> Parse(string target) =>
        [.. target.Split(',').Select(text => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0).Where(id => id > 0).Distinct()];
}
