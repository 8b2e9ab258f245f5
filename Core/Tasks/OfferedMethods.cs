using Hodl.Core.Bilevel;

namespace Hodl.Core.Tasks;

/// <summary>Upper-level methods as tasks offer them.</summary>
internal static class OfferedMethods
{
    /// <summary>Each as a task's method.</summary>
    public static IEnumerable<TaskMethod> Offered(this IEnumerable<UpperMethod> methods) => methods.Select(method => new TaskMethod(method.Id, method.Name, method.Summary));
}
