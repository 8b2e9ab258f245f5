using Hodl.Core.Tasks;

namespace Hodl.Server.Runs;

/// <summary>A run cannot be launched as asked; every reason names field, value and what is allowed.</summary>
/// <param name="errors">The reasons.</param>
public sealed class InvalidRunException(IReadOnlyList<SettingError> errors)
    : Exception(string.Join(" ", errors.Select(error => error.ToString())))
{
    /// <summary>The reasons.</summary>
    public IReadOnlyList<SettingError> Errors { get; } = errors;
}
