namespace TorchSharp.Modules;

/// <summary>Adam (Kingma and Ba 2015), operation for operation as PyTorch does it.</summary>
public partial class Adam : OptimizerHelper, torch.optim.IBetas
{
    private readonly Options _defaults;

    public Adam(IEnumerable<Parameter> parameters, double lr = 0.001, double beta1 = 0.9, double beta2 = 0.999, double eps = 1E-08, double weight_decay = 0, bool amsgrad = false, bool maximize = false)
        : this([new ParamGroup { Parameters = parameters }], lr, beta1, beta2, eps, weight_decay, amsgrad, maximize) { }

    public Adam(IEnumerable<ParamGroup> parameters, double lr = 0.001, double beta1 = 0.9, double beta2 = 0.999, double eps = 1E-08, double weight_decay = 0, bool amsgrad = false, bool maximize = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(lr);
        ArgumentOutOfRangeException.ThrowIfNegative(eps);
        ArgumentOutOfRangeException.ThrowIfNegative(weight_decay);
        CheckBeta(beta1, nameof(beta1));
        CheckBeta(beta2, nameof(beta2));
        _defaults = new Options
        {
            LearningRate = lr,
            InitialLearningRate = lr,
            beta1 = beta1,
            beta2 = beta2,
            eps = eps,
            weight_decay = weight_decay,
            amsgrad = amsgrad,
            maximize = maximize,
        };
        foreach (var group in parameters)
        {
            add_param_group(group);
        }
    }

    public (double, double) Betas
    {
        get => (_defaults.beta1!.Value, _defaults.beta2!.Value);
        set
        {
            (_defaults.beta1, _defaults.beta2) = value;
            foreach (var group in ParamGroups.Cast<ParamGroup>())
            {
                group.Betas = value;
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
        s.step++;
        var g = o.maximize == true ? -grad : grad;
        if (o.weight_decay!.Value != 0)
        {
            g = g.add(parameter, o.weight_decay.Value);
        }
        double beta1 = o.beta1!.Value, beta2 = o.beta2!.Value;
        s.exp_avg!.mul_(beta1).add_(g, 1 - beta1);
        s.exp_avg_sq!.mul_(beta2).addcmul_(g, g, 1 - beta2);
        var second = s.exp_avg_sq;
        if (o.amsgrad == true)
        {
            second = s.max_exp_avg_sq!.copy_(s.max_exp_avg_sq.maximum(s.exp_avg_sq));
        }
        double correction1 = 1 - Math.Pow(beta1, s.step), correction2 = 1 - Math.Pow(beta2, s.step);
        var denominator = second.sqrt().div_(Math.Sqrt(correction2)).add_(o.eps!.Value);
        parameter.addcdiv_(s.exp_avg, denominator, -(o.LearningRate!.Value / correction1));
    }

    private static void CheckBeta(double beta, string name)
    {
        if (!(beta >= 0 && beta < 1))
        {
            throw new ArgumentOutOfRangeException(name, beta, "must lie in [0, 1)");
        }
    }
}
