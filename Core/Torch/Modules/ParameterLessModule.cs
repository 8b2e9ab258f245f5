namespace TorchSharp.Modules;

/// <summary>A module that learns nothing.</summary>
public abstract class ParameterLessModule<T1, TResult> : torch.nn.Module<T1, TResult>
{
    protected ParameterLessModule(string name)
        : base(name) { }

    public override void register_buffer(string name, torch.Tensor tensor, bool persistent = true) => Refuse();

    public override void register_module(string name, torch.nn.Module submodule) => Refuse();

    public override void register_parameter(string name, Parameter? param) => Refuse();

    private void Refuse() => throw new InvalidOperationException($"{GetName()} holds no components");
}
