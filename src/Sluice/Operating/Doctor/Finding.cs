namespace Sluice.Operating.Doctor;

/// <summary>One thing that a check saw.</summary>
/// <param name="Name">What it is about.</param>
/// <param name="Status">Whether that is as it should be.</param>
/// <param name="Detail">What was seen.</param>
/// <param name="Fix">The command, statement or setting that helps, or null.</param>
internal sealed record Finding(string Name, CheckStatus Status, string Detail, string? Fix = null)
{
    public static Finding Ok(string name, string detail) => new(name, CheckStatus.Ok, detail);

    public static Finding Warning(string name, string detail, string fix) => new(name, CheckStatus.Warning, detail, fix);

    public static Finding Problem(string name, string detail, string fix) => new(name, CheckStatus.Problem, detail, fix);

    public static Finding Skipped(string name, string detail, string? fix = null) => new(name, CheckStatus.Skipped, detail, fix);
}
