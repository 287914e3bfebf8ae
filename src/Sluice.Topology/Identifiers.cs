using System.Text.RegularExpressions;

namespace Sluice.Topology;

/// <summary>Names that may stand for a database, a table or a column.</summary>
public static partial class Identifiers
{
    /// <summary>What <see cref="IsSimple"/> takes, in words.</summary>
    public const string Expected = "letters, digits and underscores, not starting with a digit";

    /// <summary>Whether the name is 1–128 ASCII letters, digits and underscores and does not start with a digit.</summary>
    public static bool IsSimple(string name) => Simple().IsMatch(name);

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_]{0,127}\z")]
    private static partial Regex Simple();
}
