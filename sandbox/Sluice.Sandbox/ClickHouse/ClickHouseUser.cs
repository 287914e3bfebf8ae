namespace Sluice.Sandbox;

/// <summary>A user of a sandbox's ClickHouse server.</summary>
/// <param name="Name">Name to log in with.</param>
/// <param name="Password">Password, random for each sandbox.</param>
/// <param name="Grants">The grants, as SQL; none for the administrator, who may do everything.</param>
internal sealed record ClickHouseUser(string Name, string Password, IReadOnlyList<string> Grants);
