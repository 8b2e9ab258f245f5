using System.Globalization;
using System.Text;
using Hodl.Server.Store;
using Microsoft.AspNetCore.WebUtilities;

namespace Hodl.Server.Endpoints.Mlflow;

/// <summary>Which of what was found is answered: active or deleted, and page by page.</summary>
internal static class View
{
    /// <summary>Whether a view takes in something that is deleted or not.</summary>
    public static bool Shows(string? view, bool deleted) => view switch
    {
        null or "" or "ACTIVE_ONLY" or "1" => !deleted,
        "DELETED_ONLY" or "2" => deleted,
        "ALL" or "3" => true,
        _ => throw MlflowException.Invalid($"Invalid value {view} for the view type: allowed is ACTIVE_ONLY, DELETED_ONLY, ALL."),
    };

    /// <summary>A page, and the token of the next; null after the last.</summary>
    public static (IReadOnlyList<T> Page, string? Next) Page<T>(IReadOnlyList<T> all, string? token, int most)
    {
        var from = Start(token);
        return ([.. all.Skip(from).Take(most)], from + most < all.Count ? WebEncoders.Base64UrlEncode(Encoding.ASCII.GetBytes($"{from + most}")) : null);
    }

    private static int Start(string? token)
    {
        if (token is null or "")
        {
            return 0;
        }

        try
        {
            return int.Parse(Encoding.ASCII.GetString(WebEncoders.Base64UrlDecode(token)), NumberStyles.None, CultureInfo.InvariantCulture);
        }
        catch (FormatException)
        {
            throw MlflowException.Invalid("Invalid page token: take next_page_token of the answer before.");
        }
    }
}
