namespace Sluice.Loading.ClickHouse;

/// <summary>Why an object's rows cannot be taken out of a table.</summary>
/// <param name="Reason">What is in the way.</param>
/// <param name="Remedy">What an operator can do about it.</param>
internal sealed record RemovalObstacle(string Reason, string Remedy);
