using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hodl.Core.Torch;

/// <summary>
/// What has parameters. They, and its buffers, belong to it and not to the dispose scope that they were made in (TorchSharp lets them die
/// with that scope), and nothing is registered but what it registers itself.
/// </summary>
/// <param name="name">Name within error messages.</param>
public abstract class LearnedModule(string name) : nn.Module(name)
{
    /// <inheritdoc/>
    public override void register_parameter(string name, Parameter param)
    {
        base.register_parameter(name, param);
        param.DetachFromDisposeScope();
    }

    /// <inheritdoc/>
    public override void register_buffer(string name, Tensor tensor, bool persistent = true)
    {
        base.register_buffer(name, tensor, persistent);
        tensor.DetachFromDisposeScope();
    }

    /// <summary>Fields are not looked through: their names are not those of ω in a file.</summary>
    protected override void RegisterComponents() { }
}
