using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;

namespace Hodl.Package;

/// <summary>
/// Every error of libtorch leaves TorchSharp by torch.CheckForErrors, as an ExternalException with a C++ backtrace in its text. Where the
/// program has put a Func&lt;string, Exception&gt; into AppContext under <see cref="Key"/>, that makes the exception instead.
/// </summary>
internal static class ErrorWeaver
{
    /// <summary>TorchErrors in Core/Torch uses the same name.</summary>
    internal const string Key = "TorchSharp.torch.CheckForErrors";

    /// <exception cref="InvalidDataException">The method does not throw as expected.</exception>
    internal static void Weave(ModuleDefinition module)
    {
        var torch = module.GetType("TorchSharp.torch");
        var check = torch.Methods.Single(method => method.Name == "CheckForErrors");
        var thrown = check.Body.Instructions.Where(instruction => instruction.OpCode == OpCodes.Newobj).ToList();
        if (thrown is not [{ Operand: MethodReference { DeclaringType.Name: "ExternalException" } constructor } only])
        {
            throw new InvalidDataException("torch.CheckForErrors does not throw one ExternalException");
        }

        var make = Maker(module, constructor);
        torch.Methods.Add(make);
        (only.OpCode, only.Operand) = (OpCodes.Call, make);
    }

    /// <summary>
    /// static Exception MakeError(string text) =>
    ///     AppContext.GetData(Key) is Func&lt;string, Exception&gt; f ? f(text) : new ExternalException(text)
    /// </summary>
    private static MethodDefinition Maker(ModuleDefinition module, MethodReference constructor)
    {
        var core = module.TypeSystem.CoreLibrary;
        var text = module.TypeSystem.String;
        var exception = new TypeReference("System", "Exception", module, core);
        var function = new TypeReference("System", "Func`2", module, core);
        var (argument, result) = (new GenericParameter("T", function), new GenericParameter("TResult", function));
        function.GenericParameters.Add(argument);
        function.GenericParameters.Add(result);
        var maker = new GenericInstanceType(function) { GenericArguments = { text, exception } };
        var invoke = new MethodReference("Invoke", result, maker) { HasThis = true, Parameters = { new ParameterDefinition(argument) } };
        var data = new MethodReference("GetData", module.TypeSystem.Object, new TypeReference("System", "AppContext", module, core))
        {
            Parameters = { new ParameterDefinition(text) },
        };

        const MethodAttributes attributes = MethodAttributes.Private | MethodAttributes.Static | MethodAttributes.HideBySig;
        var method = new MethodDefinition("MakeError", attributes, exception);
        method.Parameters.Add(new ParameterDefinition("text", ParameterAttributes.None, text));
        method.Body.InitLocals = true;
        method.Body.Variables.Add(new VariableDefinition(maker));
        var il = method.Body.GetILProcessor();
        var plain = il.Create(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldstr, Key);
        il.Emit(OpCodes.Call, data);
        il.Emit(OpCodes.Isinst, maker);
        il.Emit(OpCodes.Stloc_0);
        il.Emit(OpCodes.Ldloc_0);
        il.Emit(OpCodes.Brfalse, plain);
        il.Emit(OpCodes.Ldloc_0);
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Callvirt, invoke);
        il.Emit(OpCodes.Ret);
        il.Append(plain);
        il.Emit(OpCodes.Newobj, constructor);
        il.Emit(OpCodes.Ret);
        method.Body.OptimizeMacros();
        return method;
    }
}
