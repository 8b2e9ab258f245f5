using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Hodl.Package;

/// <summary>A delegate that the program puts into AppContext under a name, and that TorchSharp calls where it finds one.</summary>
internal sealed class Hook
{
    private readonly MethodReference data;

    /// <param name="module">TorchSharp.</param>
    /// <param name="key">The name in AppContext.</param>
    /// <param name="argument">What the delegate takes; null with <paramref name="result"/> for an Action.</param>
    /// <param name="result">What it returns.</param>
    internal Hook(ModuleDefinition module, string key, TypeReference? argument = null, TypeReference? result = null)
    {
        var core = module.TypeSystem.CoreLibrary;
        Key = key;
        data = new MethodReference("GetData", module.TypeSystem.Object, new TypeReference("System", "AppContext", module, core))
        {
            Parameters = { new ParameterDefinition(module.TypeSystem.String) },
        };
        if (argument is null || result is null)
        {
            Type = new TypeReference("System", "Action", module, core);
            Invoke = new MethodReference("Invoke", module.TypeSystem.Void, Type) { HasThis = true };
            return;
        }

        var function = new TypeReference("System", "Func`2", module, core);
        var (from, to) = (new GenericParameter("T", function), new GenericParameter("TResult", function));
        function.GenericParameters.Add(from);
        function.GenericParameters.Add(to);
        Type = new GenericInstanceType(function) { GenericArguments = { argument, result } };
        Invoke = new MethodReference("Invoke", to, Type) { HasThis = true, Parameters = { new ParameterDefinition(from) } };
    }

    internal string Key { get; }

    internal TypeReference Type { get; }

    internal MethodReference Invoke { get; }

    /// <summary>Puts the delegate onto the stack, or null.</summary>
    internal IEnumerable<Instruction> Get(ILProcessor il) =>
        [il.Create(OpCodes.Ldstr, Key), il.Create(OpCodes.Call, data), il.Create(OpCodes.Isinst, Type)];
}
