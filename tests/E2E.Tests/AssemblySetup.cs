using Xunit;

// Two cores are soon full: one server and one browser at a time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
