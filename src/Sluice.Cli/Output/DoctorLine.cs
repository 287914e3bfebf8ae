namespace Sluice.Cli.Output;

/// <summary>The answer of <c>sluice doctor --json</c>. Scripts rely on its keys.</summary>
internal sealed record DoctorLine(bool IsOk, int Ok, int Problems, int Warnings, int Skipped, IReadOnlyList<DoctorLineCheck> Checks);
