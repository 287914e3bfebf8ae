namespace Sluice.Bench.Fuzz;

/// <summary>A message that did what none may do.</summary>
/// <param name="Case">The message.</param>
/// <param name="Reason">What it did.</param>
internal sealed record FuzzFailure(FuzzCase Case, string Reason)
{
    private const int ShownChars = 1000;

    /// <inheritdoc />
    public override string ToString()
    {
        var body = JsonTree.Text(Case.Body.Length > ShownChars ? Case.Body[..ShownChars] : Case.Body).ToString();
        return $"Case {Case.Number}: {Reason}\n  body, as a JSON text ({Case.Body.Length} characters): {body}";
    }
}
