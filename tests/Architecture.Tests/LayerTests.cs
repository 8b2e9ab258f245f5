using Mono.Cecil;
using Mono.Cecil.Rocks;
using Xunit;

namespace Hodl.Architecture.Tests;

/// <summary>A folder of Core uses folders above it in the list of layers, never below: read from the compiled code.</summary>
public class LayerTests
{
    private static readonly string[] Layers =
    [
        "Torch", "Random", "Imaging", "Metrics", "Data", "Linear", "Operators", "Kernels", "Solvers", "Hypergradients", "Bilevel", "Search", "Runs",
        "Training", "Tasks",
    ];

    private static readonly IReadOnlyList<(TypeDefinition User, TypeDefinition Used)> Uses = Read();

    [Fact]
    public void Layers_EachFolderOfCore_IsListed() =>
        Assert.Equal(Layers.Order(), Uses.SelectMany(use => new[] { Layer(use.User), Layer(use.Used) }).Distinct().Order());

    [Fact]
    public void Layers_EachUse_PointsUpwards() => Assert.Equal("", string.Join("\n",
        from use in Uses
        where Array.IndexOf(Layers, Layer(use.User)) < Array.IndexOf(Layers, Layer(use.Used))
        select $"{Layer(use.User)} uses {Layer(use.Used)}: {use.User.Name} uses {use.Used.Name}"));

    /// <summary>The test reads what it means to read: bases, members, attributes, bodies, lambdas, type arguments.</summary>
    [Theory]
    [InlineData("Algorithm1", "AdamUpdate")]
    [InlineData("ImplicitGradient", "IHypergradient")]
    [InlineData("InnerLoop", "State")]
    [InlineData("VerticalBarsSettings", "UnitAttribute")]
    [InlineData("RunContext", "CapturedStep")]
    [InlineData("UpperMethods", "MinimizerGradient")]
    public void Uses_KnownOnes_AreFound(string user, string used) =>
        Assert.Contains(Uses, use => use.User.Name == user && use.Used.Name == used);

    private static string Layer(TypeDefinition type) => type.Namespace.Split('.')[2];

    private static TypeDefinition Outer(TypeDefinition type) => type.DeclaringType is { } outer ? Outer(outer) : type;

    private static bool IsOfCore(TypeDefinition type) => type.Namespace.StartsWith("Hodl.Core.", StringComparison.Ordinal);

    private static List<(TypeDefinition User, TypeDefinition Used)> Read()
    {
        var module = ModuleDefinition.ReadModule(Repository.Core.Location);
        return
        [
            .. module.GetAllTypes().Where(type => IsOfCore(Outer(type)))
                .SelectMany(type => Named(type).Where(named => named.Scope == module).Select(named => (User: Outer(type), Used: Outer(named.Resolve()))))
                .Where(use => use.User != use.Used && IsOfCore(use.Used)).Distinct(),
        ];
    }

    private static IEnumerable<TypeReference> Named(TypeDefinition type)
    {
        List<TypeReference?> named = [type.BaseType, .. type.Interfaces.Select(one => one.InterfaceType), .. type.Fields.Select(field => field.FieldType)];
        named.AddRange(type.GenericParameters.SelectMany(parameter => parameter.Constraints).Select(constraint => constraint.ConstraintType));
        IEnumerable<ICustomAttributeProvider> marked = [type, .. type.Fields, .. type.Properties, .. type.Methods];
        named.AddRange(marked.SelectMany(one => one.CustomAttributes).Select(attribute => attribute.AttributeType));
        foreach (var method in type.Methods)
        {
            named.AddRange(Of(method));
            if (method.HasBody)
            {
                named.AddRange(method.Body.Variables.Select(variable => variable.VariableType));
                named.AddRange(method.Body.ExceptionHandlers.Select(handler => handler.CatchType));
                named.AddRange(method.Body.Instructions.SelectMany(instruction => instruction.Operand switch
                {
                    TypeReference reference => [reference],
                    MethodReference reference => Of(reference),
                    FieldReference reference => [reference.DeclaringType, reference.FieldType],
                    _ => Array.Empty<TypeReference>(),
                }));
            }
        }

        return named.OfType<TypeReference>().SelectMany(Parts);
    }

    private static IEnumerable<TypeReference> Of(MethodReference method) =>
    [
        method.DeclaringType, method.ReturnType, .. method.Parameters.Select(parameter => parameter.ParameterType),
        .. method is GenericInstanceMethod generic ? generic.GenericArguments : [],
    ];

    // List<A[]> names List and A.
    private static IEnumerable<TypeReference> Parts(TypeReference type) => type switch
    {
        GenericParameter or FunctionPointerType => [],
        GenericInstanceType generic => [generic.ElementType, .. generic.GenericArguments.SelectMany(Parts)],
        TypeSpecification specification => Parts(specification.ElementType),
        _ => [type],
    };
}
