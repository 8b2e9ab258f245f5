using Hodl.Core.Data;
using Hodl.Core.Torch;

namespace Hodl.Core.Operators;

/// <summary>An operator whose ω is the module's parameters, and whose persistent vectors are the module's buffers.</summary>
/// <param name="name">Name within state dictionaries and error messages.</param>
public abstract class LearnedOperator(string name) : LearnedModule(name), IOperator
{
    /// <inheritdoc/>
    public virtual double LambdaMin => 1;

    /// <inheritdoc/>
    public abstract IBoundOperator At(Batch batch);

    /// <summary>
    /// Makes estimated norms exact for the present ω (one singular value decomposition a layer), so that what follows
    /// — an evaluation, a test curve — runs with an operator that is non-expansive to rounding. Changes buffers only.
    /// </summary>
    public virtual void Settle()
    {
        foreach (var child in children().OfType<LearnedOperator>())
        {
            child.Settle();
        }
    }
}
