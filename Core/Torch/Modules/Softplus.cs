namespace TorchSharp.Modules;

public sealed class Softplus : ParameterLessModule<torch.Tensor, torch.Tensor>
{
    internal Softplus(double beta, double threshold)
        : base(nameof(Softplus))
    {
        this.beta = beta;
        this.threshold = threshold;
    }

    public double beta { get; set; }

    public double threshold { get; set; }

    public override torch.Tensor forward(torch.Tensor tensor) => tensor.softplus(beta, threshold);
}
