using Xunit;

// Chromium takes most of the time: two classes at a time, each with a server of its own, keep two cores busy.
[assembly: CollectionBehavior(MaxParallelThreads = 2)]
