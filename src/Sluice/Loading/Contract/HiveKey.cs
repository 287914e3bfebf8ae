namespace Sluice.Loading.Contract;

/// <summary>A <c>name=value</c> segment of an object's path.</summary>
internal sealed record HiveKey(string Name, string Value);
