using Mono.Cecil;
using Mono.Cecil.Rocks;
using Xunit;

namespace Hodl.Architecture.Tests;

/// <summary>
/// Outside Core/Torch nobody calls what TorchSharp does wrong or what ends the process on an error: read from the compiled code.
/// </summary>
public class DoorTests
{
    /// <summary>Type, member, its number of parameters where not all are meant, and what stands for it.</summary>
    private static readonly (string Type, string Member, int Parameters, string Instead)[] Forbidden =
    [
        ("torch/autograd", "grad", -1, "Autograd.Grad: an error ends the process"),
        ("torch/autograd", "backward", -1, "Autograd.Backward: an exception in a derivative ends the process"),
        ("torch/Tensor", "backward", -1, "Autograd.Backward: an exception in a derivative ends the process"),
        ("torch/Tensor", "matmul", -1, "MatMul: an error ends the process"),
        ("torch", "matmul", -1, "MatMul: an error ends the process"),
        ("torch/Tensor", "cummax", -1, "a TorchScript function: an error ends the process"),
        ("torch/Tensor", "cummin", -1, "a TorchScript function: an error ends the process"),
        ("torch/Tensor", "baddbmm", -1, "bmm and a sum: it mixes up its arguments"),
        ("torch", "baddbmm", -1, "bmm and a sum: it mixes up its arguments"),
        ("torch/Tensor", "data", -1, "ToArray: it goes through the numbers one by one"),
        ("torch/Tensor", "var", 1, "var with dimensions: without them it is always unbiased"),
        ("torch/Tensor", "std", 1, "std with dimensions: without them it is always unbiased"),
        ("torch/Tensor", "hardtanh", -1, "clamp: it returns its input"),
        ("torch/Tensor", "equal", -1, "eq: it is elementwise"),
        ("torch", "equal", -1, "eq: it is elementwise"),
        ("torch", "set_num_threads", -1, "TorchRuntime.SetThreads: a wrong count ends the process, a right one reaches later threads"),
        ("torch", "set_rng_state", -1, "a generator of its own"),
        ("torch/random", "manual_seed", -1, "a generator of its own"),
        ("torch", "manual_seed", -1, "a generator of its own"),
        ("torch/Generator", "set_state", -1, "checks: a wrong tensor ends the process"),
        ("torch/jit", "compile", -1, "Script: an error ends the process"),
        ("torch/nn/Module", ".ctor", -1, "LearnedModule: parameters die with the scope that they were made in"),
        ("torch/nn/Module", "load_state_dict", -1, "copy_ after a check: wrong shapes are broadcast in silence"),
        ("torch/nn/init", "trunc_normal_", -1, "randn and clamp: it swaps mean and standard deviation"),
        ("torch/nn/functional", "kl_div", -1, "the sum written out: its target is log-probabilities"),
        ("Modules.Parameter", ".ctor", -1, "Parameters.Of: it empties the tensor"),
        ("torch/autograd/Function`1", ".ctor", -1, "CustomFunction: one object serves all uses"),
        ("torch/autograd/SingleTensorFunction`1", ".ctor", -1, "CustomFunction: one object serves all uses"),
        ("torch/autograd/MultiTensorFunction`1", ".ctor", -1, "CustomFunction: one object serves all uses"),
    ];

    [Fact]
    public void ForbiddenCalls_OutsideTheDoor_Nowhere() =>
        Assert.Equal("", string.Join("\n", Repository.Product.SelectMany(assembly => Offenders(assembly.Location, inDoor: false))));

    /// <summary>The door itself calls some of them: the test reads what it means to read.</summary>
    [Fact]
    public void ForbiddenCalls_InTheDoor_AreFound()
    {
        var found = Offenders(Repository.Core.Location, inDoor: true).ToList();
        Assert.Contains(found, call => call.Contains("set_num_threads", StringComparison.Ordinal));
        Assert.Contains(found, call => call.Contains("Tensor.backward", StringComparison.Ordinal));
        Assert.Contains(found, call => call.Contains("Parameter..ctor", StringComparison.Ordinal));
    }

    private static IEnumerable<string> Offenders(string assembly, bool inDoor)
    {
        using var module = ModuleDefinition.ReadModule(assembly);
        var methods = module.GetAllTypes().Where(type => IsDoor(type) == inDoor).SelectMany(type => type.Methods);
        foreach (var method in methods.Where(method => method.HasBody))
        {
            foreach (var called in method.Body.Instructions.Select(instruction => instruction.Operand).OfType<MethodReference>())
            {
                var type = called.DeclaringType.GetElementType().FullName;
                var rule = Array.Find(Forbidden, rule => rule.Member == called.Name && type == $"TorchSharp.{rule.Type}"
                    && (rule.Parameters < 0 || rule.Parameters == called.Parameters.Count));
                if (rule.Type is not null)
                {
                    var caller = $"{method.DeclaringType.FullName}.{method.Name}";
                    yield return $"{caller} calls {type.Replace('/', '.')}.{called.Name}; instead: {rule.Instead}";
                }
            }
        }
    }

    private static bool IsDoor(TypeDefinition type)
    {
        for (; type.DeclaringType is not null; type = type.DeclaringType)
        {
        }

        return type.Namespace == "Hodl.Core.Torch";
    }
}
