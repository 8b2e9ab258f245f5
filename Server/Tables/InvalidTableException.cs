using Hodl.Core.Tasks;

namespace Hodl.Server.Tables;

/// <summary>A question that cannot be asked so.</summary>
/// <param name="error">The field, its value and what is allowed.</param>
public sealed class InvalidTableException(SettingError error) : Exception(error.ToString())
{
    /// <summary>The field, its value and what is allowed.</summary>
    public SettingError Error { get; } = error;
}
