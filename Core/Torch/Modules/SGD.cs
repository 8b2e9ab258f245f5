namespace TorchSharp.Modules;

/// <summary>Stochastic gradient descent with momentum, operation for operation as PyTorch does it.</summary>
public partial class SGD : OptimizerHelper, torch.optim.IMomentum
{
    private readonly Options _defaults;

    public SGD(IEnumerable<Parameter> parameters, double lr, double momentum = 0, double dampening = 0, double weight_decay = 0, bool nesterov = false, bool maximize = false)
        : this([new ParamGroup { Parameters = parameters }], lr, momentum, dampening, weight_decay, nesterov, maximize) { }

    public SGD(IEnumerable<ParamGroup> parameters, double lr, double momentum = 0, double dampening = 0, double weight_decay = 0, bool nesterov = false, bool maximize = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(lr);
        ArgumentOutOfRangeException.ThrowIfNegative(momentum);
        ArgumentOutOfRangeException.ThrowIfNegative(weight_decay);
        if (nesterov && (momentum <= 0 || dampening != 0))
        {
            throw new ArgumentException("Nesterov's momentum wants a momentum and no dampening");
        }
        _defaults = new Options
        {
            LearningRate = lr,
            InitialLearningRate = lr,
            momentum = momentum,
            dampening = dampening,
            weight_decay = weight_decay,
            nesterov = nesterov,
            maximize = maximize,
        };
        foreach (var group in parameters)
        {
            add_param_group(group);
        }
    }

    public double Momentum
    {
        get => _defaults.momentum!.Value;
        set
        {
            _defaults.momentum = value;
            foreach (var group in ParamGroups.Cast<ParamGroup>())
            {
                group.Options.momentum = value;
            }
        }
    }

    public override void add_param_group(Modules.ParamGroup param_group)
    {
        ((ParamGroup)param_group).Options.Complete(_defaults);
        base.add_param_group(param_group);
    }

    public override torch.Tensor? step(Func<torch.Tensor>? closure = null) => StepAll(closure);

    private protected override OptimizerState NewState(Parameter parameter) => new State(parameter);

    private protected override void Update(Parameter parameter, torch.Tensor grad, OptimizerOptions options, OptimizerState state)
    {
        var o = (Options)options;
        var s = (State)state;
        var g = o.maximize == true ? -grad : grad;
        if (o.weight_decay!.Value != 0)
        {
            g = g.add(parameter, o.weight_decay.Value);
        }
        if (o.momentum!.Value != 0)
        {
            if (s.momentum_buffer is null)
            {
                s.momentum_buffer = g.clone().DetachFromDisposeScope();
            }
            else
            {
                s.momentum_buffer.mul_(o.momentum.Value).add_(g, 1 - o.dampening!.Value);
            }
            g = o.nesterov == true ? g.add(s.momentum_buffer, o.momentum.Value) : s.momentum_buffer;
        }
        parameter.add_(g, -o.LearningRate!.Value);
    }
}
