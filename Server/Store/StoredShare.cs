namespace Hodl.Server.Store;

/// <summary>A link by which people without an account see one thing.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Kind">run, compare, images or another that a view is registered for.</param>
/// <param name="Target">What exactly: the runs' numbers separated by commas, or whatever the view reads.</param>
/// <param name="Title">Shown above it.</param>
/// <param name="Person">Who made it.</param>
/// <param name="Created">When it was made.</param>
/// <param name="Expires">Until when it is good; null for no end.</param>
public sealed record StoredShare(long Id, string Kind, string Target, string Title, string Person, DateTimeOffset Created,
    DateTimeOffset? Expires);
