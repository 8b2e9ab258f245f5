using Xunit;

// A test waits for pages more than it computes: two at a time, each class with a server of its own, fill two cores.
[assembly: CollectionBehavior(MaxParallelThreads = 2)]
