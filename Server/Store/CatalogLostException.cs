namespace Hodl.Server.Store;

/// <summary>The catalog's files were taken away while this process owns them; nothing can be kept.</summary>
/// <param name="reason">What happened and what to do.</param>
public sealed class CatalogLostException(string reason) : IOException(reason);
