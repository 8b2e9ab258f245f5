using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;

namespace Hodl.Package;

/// <summary>
/// TorchSharp hands native code the handles of objects that nothing keeps alive, so that a garbage collection during the call may
/// finalize an argument. Every method that calls native code gets a GC.KeepAlive of each of its arguments before each return.
/// </summary>
internal static class KeepAliveWeaver
{
    /// <summary>Fewer methods than this would mean that the package calls native code in another way.</summary>
    private const int LeastMethods = 1000;

    /// <summary>Writes a changed copy.</summary>
    /// <exception cref="InvalidDataException">The assembly is not built as expected.</exception>
    internal static void Weave(string source, string target)
    {
        using var module = ModuleDefinition.ReadModule(source, new ReaderParameters { InMemory = true });
        var collector = new TypeReference("System", "GC", module, module.TypeSystem.CoreLibrary);
        var keep = new MethodReference("KeepAlive", module.TypeSystem.Void, collector);
        keep.Parameters.Add(new ParameterDefinition(module.TypeSystem.Object));
        var methods = module.GetAllTypes().SelectMany(type => type.Methods).Where(CallsNative).ToList();
        foreach (var method in methods)
        {
            Keep(method, Kept(method), keep);
        }

        if (methods.Count < LeastMethods)
        {
            throw new InvalidDataException(
                $"only {methods.Count} methods of {Path.GetFileName(source)} call native code; more than {LeastMethods} were expected");
        }

        ScalarWeaver.Weave(module);
        ErrorWeaver.Weave(module);
        LoadedWeaver.Weave(module);
        module.Write(target);
    }

    private static bool CallsNative(MethodDefinition method) =>
        method.HasBody && !(method.IsConstructor && method.IsStatic) && method.Body.Instructions.Any(instruction =>
            instruction.OpCode == OpCodes.Call && instruction.Operand is MethodReference { DeclaringType.Name: "NativeMethods" });

    /// <summary>The object itself and its arguments, as far as they are references.</summary>
    private static List<ParameterDefinition> Kept(MethodDefinition method)
    {
        var kept = method.Parameters.Where(parameter => !parameter.ParameterType.IsByReference && !parameter.ParameterType.IsPointer
            && !parameter.ParameterType.IsValueType && !parameter.ParameterType.IsGenericParameter
            && parameter.ParameterType.MetadataType != MetadataType.String).ToList();
        if (method.HasThis && !method.DeclaringType.IsValueType)
        {
            kept.Insert(0, method.Body.ThisParameter);
        }

        return kept;
    }

    private static void Keep(MethodDefinition method, List<ParameterDefinition> kept, MethodReference keep)
    {
        if (kept.Count == 0)
        {
            return;
        }

        method.Body.SimplifyMacros();
        var il = method.Body.GetILProcessor();
        foreach (var end in method.Body.Instructions.Where(instruction => instruction.OpCode == OpCodes.Ret).ToList())
        {
            // Branches aim at the instruction object, so that it becomes the first of the new ones.
            var added = kept.SelectMany(parameter => new[] { il.Create(OpCodes.Ldarg, parameter), il.Create(OpCodes.Call, keep) })
                .Append(il.Create(OpCodes.Ret)).ToList();
            (end.OpCode, end.Operand) = (added[0].OpCode, added[0].Operand);
            var at = end;
            foreach (var instruction in added.Skip(1))
            {
                il.InsertAfter(at, instruction);
                at = instruction;
            }
        }

        method.Body.OptimizeMacros();
    }
}
