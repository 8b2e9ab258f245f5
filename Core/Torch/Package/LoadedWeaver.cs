using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;

namespace Hodl.Package;

/// <summary>
/// TorchSharp loads libtorch in the static constructor of torch. At its end, before anybody can make a tensor, it calls the Action that
/// the program has put into AppContext under <see cref="Loaded"/>. Before it looks for a native library by its own rules, it asks the
/// Func&lt;string, bool&gt; under <see cref="Load"/> whether that has loaded the library of this name.
/// </summary>
internal static class LoadedWeaver
{
    // TorchLoading in Core/Torch uses the same names.
    private const string Loaded = "TorchSharp.torch.Loaded", Load = "TorchSharp.torch.Load";

    /// <exception cref="InvalidDataException">What is to be changed is not built as expected.</exception>
    internal static void Weave(ModuleDefinition module)
    {
        var torch = module.GetType("TorchSharp.torch");
        CallAtEnd(torch, new Hook(module, Loaded));
        AskFirst(torch, new Hook(module, Load, module.TypeSystem.String, module.TypeSystem.Boolean));
    }

    private static void CallAtEnd(TypeDefinition torch, Hook hook)
    {
        var start = torch.Methods.SingleOrDefault(method => method.IsConstructor && method.IsStatic);
        if (start?.Body.Instructions.Where(instruction => instruction.OpCode == OpCodes.Ret).ToList() is not [var end])
        {
            throw new InvalidDataException("torch has no static constructor with one end");
        }

        var il = start.Body.GetILProcessor();
        var (drop, last) = (il.Create(OpCodes.Pop), il.Create(OpCodes.Ret));
        (end.OpCode, end.Operand) = (OpCodes.Nop, null); // what branches to the end comes here
        foreach (var instruction in hook.Get(il))
        {
            il.Append(instruction);
        }

        il.Emit(OpCodes.Dup);
        il.Emit(OpCodes.Brfalse, drop);
        il.Emit(OpCodes.Callvirt, hook.Invoke);
        il.Emit(OpCodes.Br, last);
        il.Append(drop);
        il.Append(last);
    }

    private static void AskFirst(TypeDefinition torch, Hook hook)
    {
        var load = torch.Methods.SingleOrDefault(method => method.Name == "TryLoadNativeLibraryByName");
        if (load is not { IsStatic: true, Parameters: [{ ParameterType.MetadataType: MetadataType.String }, ..], ReturnType.MetadataType: MetadataType.Boolean })
        {
            throw new InvalidDataException("torch has no method TryLoadNativeLibraryByName(string, …)");
        }

        load.Body.SimplifyMacros();
        var il = load.Body.GetILProcessor();
        var first = load.Body.Instructions[0];
        var drop = il.Create(OpCodes.Pop);
        Instruction[] added =
        [
            .. hook.Get(il), il.Create(OpCodes.Dup), il.Create(OpCodes.Brfalse, drop), il.Create(OpCodes.Ldarg, load.Parameters[0]),
            il.Create(OpCodes.Callvirt, hook.Invoke), il.Create(OpCodes.Brfalse, first), il.Create(OpCodes.Ldc_I4_1), il.Create(OpCodes.Ret), drop,
        ];
        foreach (var instruction in added)
        {
            il.InsertBefore(first, instruction);
        }

        load.Body.OptimizeMacros();
    }
}
