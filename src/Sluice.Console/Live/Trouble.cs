namespace Sluice.WebConsole.Live;

/// <summary>What keeps a page from being shown as it is now.</summary>
/// <param name="Since">Since when.</param>
/// <param name="Reason">What happened, for people.</param>
public sealed record Trouble(DateTimeOffset Since, string Reason);
