namespace Hodl.Server.Store;

/// <summary>A property that is found again otherwise and has no field in the file.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class NotKeptAttribute : Attribute;
