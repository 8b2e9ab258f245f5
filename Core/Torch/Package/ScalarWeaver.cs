using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;

namespace Hodl.Package;

/// <summary>
/// "tensor * 2.5" makes a Scalar for the one call and leaves it to the finalizer, whose thread then works, and waits for the same heap, as
/// much as the one that computes. The operators of Tensor that do so dispose it when the call has returned.
/// </summary>
internal static class ScalarWeaver
{
    /// <summary>Fewer operators than this would mean that the package is built in another way.</summary>
    private const string Scalar = "TorchSharp.Scalar", Tensor = "TorchSharp.torch/Tensor";
    private const int LeastOperators = 36;

    /// <exception cref="InvalidDataException">The operators are not built as expected.</exception>
    internal static void Weave(ModuleDefinition module)
    {
        var dispose = module.GetType(Scalar).Methods.Single(method => method.Name == "Dispose" && method.Parameters.Count == 0);
        var operators = module.GetType(Tensor).Methods
            .Where(method => method.Name.StartsWith("op_", StringComparison.Ordinal) && method.HasBody)
            .Select(method => (Method: method, Made: Made(method))).Where(pair => pair.Made is not null).ToList();
        foreach (var (method, made) in operators)
        {
            Dispose(method, made!, dispose);
        }

        if (operators.Count < LeastOperators)
        {
            throw new InvalidDataException(
                $"only {operators.Count} operators of Tensor make a Scalar; at least {LeastOperators} were expected");
        }
    }

    /// <summary>The one conversion to Scalar in a straight body that returns a tensor; null in any other.</summary>
    private static Instruction? Made(MethodDefinition method)
    {
        var conversions = method.Body.Instructions
            .Where(instruction => instruction.Operand is MethodReference { Name: "op_Implicit", ReturnType.FullName: Scalar }).ToList();
        var straight = !method.Body.HasExceptionHandlers && method.Body.Instructions
            .All(instruction => instruction.OpCode.FlowControl is FlowControl.Next or FlowControl.Call or FlowControl.Return);
        return conversions.Count == 1 && straight && method.ReturnType.FullName == Tensor ? conversions[0] : null;
    }

    private static void Dispose(MethodDefinition method, Instruction made, MethodReference dispose)
    {
        var scalar = new VariableDefinition(((MethodReference)made.Operand).ReturnType);
        method.Body.InitLocals = true;
        method.Body.Variables.Add(scalar);
        method.Body.SimplifyMacros();
        var il = method.Body.GetILProcessor();
        il.InsertAfter(made, il.Create(OpCodes.Stloc, scalar));
        il.InsertAfter(made, il.Create(OpCodes.Dup));
        var end = method.Body.Instructions[^1];
        il.InsertBefore(end, il.Create(OpCodes.Ldloc, scalar));
        il.InsertBefore(end, il.Create(OpCodes.Callvirt, dispose));
        method.Body.OptimizeMacros();
    }
}
