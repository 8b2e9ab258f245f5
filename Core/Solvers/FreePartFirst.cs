using Hodl.Core.Data;
using static TorchSharp.torch;

namespace Hodl.Core.Solvers;

/// <summary>
/// A method whose free part — what reads the data and no iterate — is first trained alone, which is cheap, and then with
/// everything else through the fixed point. Which of the two step t does is a matter of its batch (<see cref="Batch.Alone"/>), so a
/// resumed run needs no more than t.
/// </summary>
/// <param name="method">The method.</param>
/// <param name="alone">A batch ↦ one step to what the free part gives.</param>
public sealed class FreePartFirst(IUnrolledMethod method, Func<Batch, ISolver> alone) : IUnrolledMethod
{
    /// <summary>The method itself.</summary>
    public IUnrolledMethod Method => method;

    /// <inheritdoc/>
    public nn.Module Omega => method.Omega;

    /// <inheritdoc/>
    public bool IsStationary => method.IsStationary;

    /// <inheritdoc/>
    public ISolver Train(Batch batch) => batch.Alone ? alone(batch) : method.Train(batch);

    /// <inheritdoc/>
    public ISolver Test(Batch batch) => method.Test(batch);

    /// <inheritdoc/>
    public void Settle() => method.Settle();
}
