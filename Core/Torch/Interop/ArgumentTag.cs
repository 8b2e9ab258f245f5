namespace Hodl.Core.Torch.Interop;

/// <summary>What an argument is; kept in step with Tag in dispatch.cpp.</summary>
internal enum ArgumentTag
{
    None = 0,
    Tensor,
    Integer,
    Real,
    Boolean,
    Complex,
    Integers,
    Reals,
    Tensors,
    OptionalTensors,
    Text,
    Device,
    Generator,
    SchemaDefault,
}
