using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Hodl.Package;

/// <summary>
/// TorchSharp loads libtorch in the static constructor of torch. At its end, before anybody can make a tensor, it calls the Action that
/// the program has put into AppContext under <see cref="Key"/>, if there is one.
/// </summary>
internal static class LoadedWeaver
{
    /// <summary>TorchLoading in Core/Torch uses the same name.</summary>
    internal const string Key = "TorchSharp.torch.Loaded";

    /// <exception cref="InvalidDataException">The static constructor does not end as expected.</exception>
    internal static void Weave(ModuleDefinition module)
    {
        var start = module.GetType("TorchSharp.torch").Methods.SingleOrDefault(method => method.IsConstructor && method.IsStatic);
        if (start?.Body.Instructions.Where(instruction => instruction.OpCode == OpCodes.Ret).ToList() is not [var end])
        {
            throw new InvalidDataException("torch has no static constructor with one end");
        }

        var core = module.TypeSystem.CoreLibrary;
        var action = new TypeReference("System", "Action", module, core);
        var invoke = new MethodReference("Invoke", module.TypeSystem.Void, action) { HasThis = true };
        var data = new MethodReference("GetData", module.TypeSystem.Object, new TypeReference("System", "AppContext", module, core))
        {
            Parameters = { new ParameterDefinition(module.TypeSystem.String) },
        };

        var il = start.Body.GetILProcessor();
        var (drop, last) = (il.Create(OpCodes.Pop), il.Create(OpCodes.Ret));
        (end.OpCode, end.Operand) = (OpCodes.Ldstr, Key); // what branches to the end comes here
        il.Emit(OpCodes.Call, data);
        il.Emit(OpCodes.Isinst, action);
        il.Emit(OpCodes.Dup);
        il.Emit(OpCodes.Brfalse, drop);
        il.Emit(OpCodes.Callvirt, invoke);
        il.Emit(OpCodes.Br, last);
        il.Append(drop);
        il.Append(last);
    }
}
