using Hodl.Components.Tables;
using Hodl.Core.Tasks;
using Hodl.Server.Store;

namespace Hodl.Server.Tables;

/// <summary>What a question must be before it is kept.</summary>
internal static class TableCheck
{
    private const int LongestName = 200, LongestText = 10_000, MostParts = 1000;

    /// <summary>Refuses what cannot be asked.</summary>
    /// <exception cref="InvalidTableException">Names the field, its value and what is allowed.</exception>
    public static void Demand(TableQuestion question)
    {
        if (Wrong(question) is { } wrong)
        {
            throw new InvalidTableException(wrong);
        }
    }

    private static SettingError? Wrong(TableQuestion question) =>
        Nulls.Find(question) is { } place ? new SettingError(place, "null", "a value")
        : question.Name.Trim() == "" || question.Name.Length > LongestName ? new SettingError("name", question.Name.Length > LongestName ? $"{question.Name.Length} characters" : question.Name, $"1 to {LongestName} letters")
        : question.Note.Length > LongestText ? new SettingError("note", $"{question.Note.Length} characters", $"at most {LongestText}")
        : question.RowsBy.Count == 0 && question.Rows.Count == 0 ? new SettingError("rowsBy", "", "at least one field, or rows of their own")
        : question.Rows.Count > MostParts ? new SettingError("rows", $"{question.Rows.Count}", $"at most {MostParts}")
        : question.Columns.Count > MostParts ? new SettingError("columns", $"{question.Columns.Count}", $"at most {MostParts}")
        : question.Columns.Any(column => column.Metric == "") ? new SettingError("columns.metric", "", "the name of a metric")
        : null;
}
