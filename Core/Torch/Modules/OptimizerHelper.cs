namespace TorchSharp.Modules;

/// <summary>What all optimisers share: groups, states, and their way to a checkpoint and back.</summary>
public abstract class OptimizerHelper : torch.optim.Optimizer
{
    private readonly List<(Parameter Parameter, OptimizerState State)> _states = [];
    private readonly Dictionary<Parameter, OptimizerState> _stateOf = new(ReferenceEqualityComparer.Instance);

    public override void add_param_group(ParamGroup param_group)
    {
        param_group.Parameters = [.. param_group.Parameters];
        base.add_param_group(param_group);
        foreach (var parameter in param_group.Parameters)
        {
            var state = NewState(parameter);
            state.Initialize(param_group.Options);
            _states.Add((parameter, state));
            _stateOf.Add(parameter, state);
        }
    }

    public virtual StateDictionary state_dict()
    {
        var result = new StateDictionary();
        foreach (var group in Groups)
        {
            result.Options.Add(group.Options);
            var indices = new List<int>();
            foreach (var parameter in group.Parameters)
            {
                indices.Add(result.State.Count);
                result.State.Add(_stateOf[parameter]);
            }
            result.StateIndexRef.Add(indices);
        }
        return result;
    }

    public virtual void load_state_dict(StateDictionary state_dict)
    {
        if (state_dict.Options.Count != Groups.Count || state_dict.State.Count != _states.Count)
        {
            throw new ArgumentException(
                $"a state of {state_dict.Options.Count} groups and {state_dict.State.Count} parameters does not fit {Groups.Count} and {_states.Count}");
        }
        for (var i = 0; i < Groups.Count; i++)
        {
            Groups[i].Options.LoadStateDict(state_dict.Options[i]);
        }
        for (var i = 0; i < _states.Count; i++)
        {
            _states[i].State.LoadStateDict(state_dict.State[i]);
        }
    }

    public virtual void save_state_dict(BinaryWriter writer)
    {
        writer.Write(GetType().Name);
        writer.Write(Groups.Count);
        writer.Write(_states.Count);
        Groups.ForEach(group => group.Options.SaveStateDict(writer));
        _states.ForEach(item => item.State.SaveStateDict(writer));
    }

    public virtual void load_state_dict(BinaryReader reader)
    {
        var name = reader.ReadString();
        int groups = reader.ReadInt32(), states = reader.ReadInt32();
        if (name != GetType().Name || groups != Groups.Count || states != _states.Count)
        {
            throw new InvalidDataException(
                $"the state of {name} with {groups} groups and {states} parameters does not fit {GetType().Name} with {Groups.Count} and {_states.Count}");
        }
        Groups.ForEach(group => group.Options.LoadStateDict(reader));
        _states.ForEach(item => item.State.LoadStateDict(reader));
    }

    public virtual void to(torch.Device device) => _states.ForEach(item => item.State.to(device));

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _states.ForEach(item => (item.State as IDisposable)?.Dispose());
        }
        base.Dispose(disposing);
    }

    private protected torch.Tensor? StepAll(Func<torch.Tensor>? closure)
    {
        torch.Tensor? loss = null;
        if (closure is not null)
        {
            using var recorded = torch.enable_grad();
            loss = closure();
        }
        using var mode = torch.no_grad();
        foreach (var group in Groups)
        {
            foreach (var parameter in group.Parameters)
            {
                using var scope = torch.NewDisposeScope();
                if (parameter.grad is { } grad)
                {
                    Update(parameter, grad, group.Options, _stateOf[parameter]);
                }
            }
        }
        return loss;
    }

    private protected abstract OptimizerState NewState(Parameter parameter);

    /// <summary>One parameter's step; runs without a graph and in a scope of its own.</summary>
    private protected abstract void Update(Parameter parameter, torch.Tensor grad, OptimizerOptions options, OptimizerState state);
}
