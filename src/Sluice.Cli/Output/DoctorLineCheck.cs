using Sluice.Operating.Doctor;

namespace Sluice.Cli.Output;

/// <summary>One check in it.</summary>
internal sealed record DoctorLineCheck(string Group, string Name, CheckStatus Status, string Detail, string? Fix);
