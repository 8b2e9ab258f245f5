using Hodl.Core.Linear;
using Hodl.Core.Operators.Numerical;
using Hodl.Core.Solvers;
using Hodl.Core.Solvers.Baselines;
using Hodl.Core.Tests.Operators;
using Xunit;
using static TorchSharp.torch;

namespace Hodl.Core.Tests.Solvers;

public sealed class BaselinesTests
{
    [Fact]
    public void Lista_AtItsStart_IsPlainPg()
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        var data = new LeastSquares(Subjects.Q(float64));
        using var lista = new Lista(data, 7, kappa: 0.3, stepShare: 0.4);
        using var pg = new ProximalGradient(data, Subjects.Size, new() { Kappa = 0.3, StepShare = 0.4 }, float64, CPU);
        var batch = Subjects.Data(float64);
        var u = new State(zeros(5, Subjects.Size, dtype: float64));
        var actual = InnerLoop.Run(lista.Train(batch), u, 7).U[0];
        var expected = u;
        for (var k = 0; k < 7; k++)
        {
            expected = pg.At(batch).Apply(expected);
        }

        Assert.True(actual.allclose(expected[0], 1e-10, 1e-12));
    }

    [Fact]
    public void Lista_BeyondK_EndsAtItsLastLayer()
    {
        using var scope = NewDisposeScope();
        using var lista = new Lista(new LeastSquares(Subjects.Q(float64)), 3, 0.1, 0.5);
        var result = InnerLoop.Run(lista.Test(Subjects.Data(float64)), new(zeros(5, Subjects.Size, dtype: float64)), 50);

        Assert.Equal(3, result.Iterations);
        Assert.Equal(StopReason.LayersExhausted, result.Reason);
    }

    [Fact]
    public void NumericalHyperparameters_OnPg_LearnsTwoNumbers()
    {
        using var scope = NewDisposeScope();
        var unh = SmallProblem.Create("unh", SmallProblem.Settings, float64);
        Assert.Equal(["gamma_hat", "kappa_hat"], unh.Method.Omega.named_parameters().Select(pair => pair.Item1));
    }
}
