namespace Hodl.Server.Store;

/// <summary>The highest id that was given.</summary>
/// <param name="Id">Of this record.</param>
/// <param name="Name">Of what.</param>
/// <param name="Last">The id.</param>
internal sealed record CatalogCounter(long Id, string Name, long Last);
