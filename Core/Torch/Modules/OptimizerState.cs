namespace TorchSharp.Modules;

/// <summary>What an optimiser remembers of one parameter.</summary>
public abstract class OptimizerState
{
    protected OptimizerState(Parameter parameter) => Parameter = parameter;

    internal Parameter Parameter { get; }

    public abstract void Initialize(OptimizerOptions options);

    public abstract void SaveStateDict(BinaryWriter writer);

    public abstract void LoadStateDict(BinaryReader reader);

    public abstract void LoadStateDict(OptimizerState source);

    public virtual bool ApproximatelyEquals(OptimizerState other) => GetType() == other.GetType();

    public virtual void to(torch.Device device)
    {
    }

    /// <summary>A tensor like the parameter that belongs to no scope.</summary>
    private protected torch.Tensor Zeros() => torch.zeros_like(Parameter).DetachFromDisposeScope();

    private protected static torch.Tensor? Copied(torch.Tensor? source, torch.Tensor? old)
    {
        old?.Dispose();
        return source?.clone().DetachFromDisposeScope();
    }

    private protected static torch.Tensor? Moved(torch.Tensor? tensor, torch.Device device) =>
        tensor?.to(device, disposeAfter: true).DetachFromDisposeScope();

    private protected static void Write(BinaryWriter writer, torch.Tensor? tensor)
    {
        writer.Write(tensor is not null);
        tensor?.Save(writer);
    }

    private protected static torch.Tensor? Read(BinaryReader reader, torch.Tensor? old)
    {
        old?.Dispose();
        return reader.ReadBoolean() ? TensorExtensionMethods.Load(reader).DetachFromDisposeScope() : null;
    }
}
