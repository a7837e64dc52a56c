namespace Orders.Tests;

/// <summary>Tests that measure the memory of the process, so that no other test may run beside them.</summary>
[CollectionDefinition(nameof(LoadCollection), DisableParallelization = true)]
public sealed class LoadCollection;
