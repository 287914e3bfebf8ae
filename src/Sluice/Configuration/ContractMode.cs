namespace Sluice.Configuration;

/// <summary>How a table takes objects whose columns do not fit.</summary>
public enum ContractMode
{
    /// <summary>Whatever would lose or invent data is refused.</summary>
    Strict,

    /// <summary>What would lose or invent data is a warning; what ClickHouse would fail is refused.</summary>
    Lenient,

    /// <summary>As strict, but columns that only the file has are added to the table.</summary>
    Evolve,
}
