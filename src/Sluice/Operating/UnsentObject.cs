namespace Sluice.Operating;

/// <summary>An object that a command should have put into its queue and could not.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Reason">Why not.</param>
internal sealed record UnsentObject(string Key, string Reason);
