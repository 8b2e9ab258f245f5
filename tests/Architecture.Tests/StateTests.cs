using System.Reflection;
using System.Runtime.CompilerServices;
using Xunit;

namespace Hodl.Architecture.Tests;

/// <summary>No mutable static state: seed, clock and device are passed in.</summary>
public class StateTests
{
    [Fact]
    public void StaticFields_OfTheProduct_AreReadOnly()
    {
        var mutable = Repository.Product.SelectMany(assembly => assembly.GetTypes())
            .Where(type => !IsGenerated(type) && !IsDoor(type))
            .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Where(field => !field.IsInitOnly && !field.IsLiteral && !field.IsDefined(typeof(ThreadStaticAttribute)) && !field.Name.Contains('<', StringComparison.Ordinal))
            .Select(field => $"{field.DeclaringType!.FullName}.{field.Name}");
        Assert.Empty(mutable);
    }

    // What libtorch was found to be and how much it holds belongs to the process by nature.
    private static bool IsDoor(Type type) =>
        type.Namespace is "Hodl.Core.Torch";

    private static bool IsGenerated(Type type) =>
        type.IsDefined(typeof(CompilerGeneratedAttribute)) || type.FullName!.Contains('<', StringComparison.Ordinal)
        || (type.DeclaringType is { } outer && IsGenerated(outer));
}
