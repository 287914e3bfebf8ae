namespace Sluice.Bench.Fuzz;

/// <summary>Kinds of tokens, as ClickHouse's lexer tells them apart.</summary>
internal enum SqlTokenKind
{
    Word,
    Number,
    Literal,
    QuotedName,
    Sign,
    Comment,

    /// <summary>Nothing that a statement may hold outside of quotes, or quotes that do not end.</summary>
    Error,
}
