using System.Globalization;
using System.Reflection;

namespace Hodl.Architecture.Tests;

/// <summary>
/// Writes public signatures the way the listing of TorchSharp's own assembly does: names without their namespaces,
/// keywords for the common types, default values as in C#.
/// </summary>
internal static class TorchSurfaceFormat
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(int)] = "int",
        [typeof(long)] = "long",
        [typeof(float)] = "float",
        [typeof(double)] = "double",
        [typeof(string)] = "string",
        [typeof(object)] = "object",
    };

    /// <summary>"abstract class TorchSharp.torch.nn.Module&lt;T, TResult&gt; : …".</summary>
    public static string Heading(Type type)
    {
        var kind = type.IsEnum ? "enum"
            : type.IsValueType ? "struct"
            : type.IsInterface ? "interface"
            : type.IsAbstract && type.IsSealed ? "static class"
            : type.IsAbstract ? "abstract class"
            : type.IsSealed ? "sealed class"
            : "class";
        var bases = type.IsClass && type.BaseType != typeof(object) ? $" : {Name(type.BaseType!)}" : "";
        var space = type.Namespace == "TorchSharp.Modules" ? "TorchSharp.Modules." : "TorchSharp.";
        return $"{kind} {space}{Name(type)}{bases}";
    }

    public static IEnumerable<string> Members(Type type)
    {
        if (type.IsEnum)
        {
            return Enum.GetNames(type).Select(name => $"{name} = {Convert.ToInt64(Enum.Parse(type, name), CultureInfo.InvariantCulture)}");
        }
        var constructors = type.GetConstructors().Select(c => $"new({Parameters(c.GetParameters())})");
        var fields = type.GetFields(Declared).Select(f => $"{(f.IsStatic ? "static " : "")}{Name(f.FieldType)} {f.Name}");
        var properties = type.GetProperties(Declared).Select(Property);
        var methods = type.GetMethods(Declared)
            .Where(m => !m.IsSpecialName || m.Name.StartsWith("op_", StringComparison.Ordinal))
            .Select(Method);
        return constructors.Concat(fields).Concat(properties).Concat(methods);
    }

    private static string Method(MethodInfo method)
    {
        var generic = method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(Name))}>" : "";
        return $"{Prefix(method)}{Name(method.ReturnType)} {method.Name}{generic}({Parameters(method.GetParameters())})";
    }

    private static string Property(PropertyInfo property)
    {
        var get = property.GetMethod?.IsPublic == true ? "get; " : "";
        var set = property.SetMethod?.IsPublic == true ? "set; " : "";
        var prefix = (property.GetMethod ?? property.SetMethod)!.IsStatic ? "static " : "";
        var indices = property.GetIndexParameters();
        var name = indices.Length == 0
            ? property.Name
            : $"this[{string.Join(", ", indices.Select(i => $"{Name(i.ParameterType)} {i.Name}"))}]";
        return $"{prefix}{Name(property.PropertyType)} {name} {{ {get}{set}}}";
    }

    private static string Prefix(MethodInfo method) => method.IsStatic ? "static " : method.IsAbstract ? "abstract " : "";

    private static string Parameters(ParameterInfo[] parameters) => string.Join(", ", parameters.Select(Parameter));

    private static string Parameter(ParameterInfo p)
    {
        var modifier = p.IsDefined(typeof(ParamArrayAttribute)) ? "params " : "";
        var value = p.HasDefaultValue ? $" = {Value(p.DefaultValue, p.ParameterType)}" : "";
        return $"{modifier}{Name(p.ParameterType)} {p.Name}{value}";
    }

    private static string Value(object? value, Type type)
    {
        var actual = Nullable.GetUnderlyingType(type) ?? type;
        return value switch
        {
            null => type.IsValueType && Nullable.GetUnderlyingType(type) is null ? "default" : "null",
            bool flag => flag ? "true" : "false",
            string text => $"\"{text}\"",
            _ when actual.IsEnum => $"{Name(actual)}.{Enum.GetName(actual, value)}",
            _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        };
    }

    private static string Name(Type type)
    {
        if (type.IsByRef)
        {
            return $"ref {Name(type.GetElementType()!)}";
        }
        if (type.IsArray)
        {
            return $"{Name(type.GetElementType()!)}[]";
        }
        if (Nullable.GetUnderlyingType(type) is { } inner)
        {
            return $"{Name(inner)}?";
        }
        if (Keywords.TryGetValue(type, out var keyword))
        {
            return keyword;
        }
        var name = type.Name.Split('`')[0];
        for (var outer = type.IsGenericParameter ? null : type.DeclaringType; outer is not null; outer = outer.DeclaringType)
        {
            name = $"{outer.Name.Split('`')[0]}.{name}";
        }
        return type.IsGenericType ? $"{name}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>" : name;
    }
}
