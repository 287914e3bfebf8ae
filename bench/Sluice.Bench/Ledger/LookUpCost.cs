namespace Sluice.Bench.Ledger;

/// <summary>What look-ups cost the server, on average; unlike a duration it depends little on what else the machine does.</summary>
/// <param name="RowsRead">Rows that it read for one.</param>
/// <param name="CpuMs">Processor time that it spent on one, of all its threads.</param>
internal sealed record LookUpCost(double RowsRead, double CpuMs);
