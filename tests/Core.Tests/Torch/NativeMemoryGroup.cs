using Xunit;

namespace Hodl.Core.Tests.Torch;

/// <summary>The tensor counters belong to the process: what asserts on them runs alone.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class NativeMemoryGroup
{
    /// <summary>For [Collection(…)].</summary>
    public const string Name = "native memory";
}
