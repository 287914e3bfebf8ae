using System.Text.RegularExpressions;

namespace Sluice.Loading.Contract;

/// <summary>An argument of a type: a type, a named type, or a literal as it is spelled.</summary>
internal sealed partial record TypeArgument(string? Label, TypeName? Type, string? Literal)
{
    public override string ToString() => (Label, Type) switch
    {
        (_, null) => Literal ?? "",
        (null, _) => Type.ToString(),
        _ => $"{(BareLabel().IsMatch(Label) ? Label : Quote(Label))} {Type}",
    };

    private static string Quote(string label) =>
        $"`{label.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("`", "\\`", StringComparison.Ordinal)}`";

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_]*\z")]
    private static partial Regex BareLabel();
}
