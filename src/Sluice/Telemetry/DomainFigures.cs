namespace Sluice.Telemetry;

/// <summary>Totals of a domain.</summary>
/// <param name="Attempts">Attempts that ended, by outcome and error code.</param>
/// <param name="Objects">Objects loaded.</param>
/// <param name="Rows">Their rows.</param>
/// <param name="Bytes">Their size, as far as it is known.</param>
/// <param name="FailedShare">Failures among the attempts of the last five minutes, 0 to 1; null when there was none.</param>
internal sealed record DomainFigures(IReadOnlyList<(string Outcome, string? Label, long Count)> Attempts, long Objects, long Rows, long Bytes, double? FailedShare);
