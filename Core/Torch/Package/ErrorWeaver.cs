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
        var text = module.TypeSystem.String;
        var exception = new TypeReference("System", "Exception", module, module.TypeSystem.CoreLibrary);
        var hook = new Hook(module, Key, text, exception);
        const MethodAttributes attributes = MethodAttributes.Private | MethodAttributes.Static | MethodAttributes.HideBySig;
        var method = new MethodDefinition("MakeError", attributes, exception);
        method.Parameters.Add(new ParameterDefinition("text", ParameterAttributes.None, text));
        method.Body.InitLocals = true;
        method.Body.Variables.Add(new VariableDefinition(hook.Type));
        var il = method.Body.GetILProcessor();
        var plain = il.Create(OpCodes.Ldarg_0);
        foreach (var instruction in hook.Get(il))
        {
            il.Append(instruction);
        }

        il.Emit(OpCodes.Stloc_0);
        il.Emit(OpCodes.Ldloc_0);
        il.Emit(OpCodes.Brfalse, plain);
        il.Emit(OpCodes.Ldloc_0);
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Callvirt, hook.Invoke);
        il.Emit(OpCodes.Ret);
        il.Append(plain);
        il.Emit(OpCodes.Newobj, constructor);
        il.Emit(OpCodes.Ret);
        method.Body.OptimizeMacros();
        return method;
    }
}
