namespace TorchSharp.Modules;

/// <summary>Modules one after another.</summary>
public class Sequential : torch.nn.Module<torch.Tensor, torch.Tensor>
{
    private readonly List<torch.nn.IModule<torch.Tensor, torch.Tensor>> _chain = [];

    internal Sequential(IEnumerable<(string, torch.nn.Module<torch.Tensor, torch.Tensor>)> modules)
        : base(nameof(Sequential))
    {
        foreach (var (name, module) in modules)
        {
            append(name, module);
        }
    }

    internal Sequential()
        : base(nameof(Sequential)) { }

    public int Count => _chain.Count;

    public torch.nn.IModule<torch.Tensor, torch.Tensor> this[int index] => _chain[index];

    public Sequential append(string name, torch.nn.IModule<torch.Tensor, torch.Tensor> module)
    {
        register_module(name, (torch.nn.Module)module);
        _chain.Add(module);
        return this;
    }

    public Sequential append(torch.nn.IModule<torch.Tensor, torch.Tensor> module) => append($"{_chain.Count}", module);

    /// <summary>Frees each intermediate result as soon as the next module has it; the graph keeps what it needs.</summary>
    public override torch.Tensor forward(torch.Tensor tensor)
    {
        var result = tensor;
        foreach (var module in _chain)
        {
            var previous = result;
            result = module.call(previous);
            if (!ReferenceEquals(previous, tensor) && !ReferenceEquals(previous, result))
            {
                previous.Dispose();
            }
        }
        return ReferenceEquals(result, tensor) ? tensor.alias() : result;
    }
}
