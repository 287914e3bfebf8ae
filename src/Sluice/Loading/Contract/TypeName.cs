namespace Sluice.Loading.Contract;

/// <summary>A ClickHouse type as a tree.</summary>
/// <param name="Name">The type's name; the whole text when it could not be parsed.</param>
/// <param name="Arguments">What stands in its parentheses.</param>
internal sealed record TypeName(string Name, IReadOnlyList<TypeArgument> Arguments)
{
    /// <summary>Reads a type. Never fails: what it cannot read is a type without arguments that is named by the whole text.</summary>
    public static TypeName Parse(string text) => TypeNameParser.TryParse(text) ?? new TypeName(text.Trim(), []);

    public bool IsNullable => Name == "Nullable" || (Name == "LowCardinality" && Inner?.Name == "Nullable");

    /// <summary>The type without LowCardinality and Nullable, which say how and whether, not what.</summary>
    public TypeName Bare => Name is "LowCardinality" or "Nullable" && Inner is { } inner ? inner.Bare : this;

    /// <summary>The only argument when it is a type.</summary>
    public TypeName? Inner => Arguments is [{ Type: { } type }] ? type : null;

    /// <summary>The argument at <paramref name="index"/> as a number.</summary>
    public int? Number(int index) =>
        index < Arguments.Count && int.TryParse(Arguments[index].Literal, out var number) ? number : null;

    /// <summary>The type in ClickHouse's spelling, on one line.</summary>
    public override string ToString() => Arguments.Count == 0 ? Name : $"{Name}({string.Join(", ", Arguments)})";
}
