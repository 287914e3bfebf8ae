using Sluice.Loading.ClickHouse;

namespace Sluice.Loading.Targets;

/// <summary>A table's full name.</summary>
internal readonly record struct TableName(string Database, string Name)
{
    /// <summary>The name as a statement takes it.</summary>
    public string Quoted => $"{Sql.Identifier(Database)}.{Sql.Identifier(Name)}";

    /// <inheritdoc />
    public override string ToString() => $"{Database}.{Name}";
}
