using System.Globalization;
using Sluice.Ledger;
using Sluice.Loading.Targets;

namespace Sluice.Operating;

/// <summary>
/// The objects whose rows are not as the ledger says, and the tables that were looked at. What is as it should be takes no memory.
/// </summary>
internal sealed class RowDifferences
{
    private readonly Dictionary<UInt128, RowDifference> _byId = [];
    private readonly Dictionary<TableName, AuditedTable> _tables = [];

    public IReadOnlyCollection<AuditedTable> Tables => _tables.Values;

    public void Add(AuditedTable table) => _tables[table.Name] = table;

    /// <summary>Keeps a difference; false when the id is none of Sluice's.</summary>
    public bool TryAdd(LoadId id, RowDifference difference) => TryParse(id, out var number) && _byId.TryAdd(number, difference);

    public RowsRule RuleOf(TableName table) => _tables.TryGetValue(table, out var known) ? known.Rule : RowsRule.Untold;

    /// <summary>How the rows of a ledger's row differ, when they did in that very state.</summary>
    public RowDifference? Find(LedgerLine line) =>
        TryParse(line.LoadId, out var number) && _byId.TryGetValue(number, out var found) && found.State == line.State ? found : null;

    /// <summary>Takes out what is known of rows whose object the ledger does not know.</summary>
    public RowDifference? TakeOrphan(LoadId id)
    {
        if (TryParse(id, out var number) && _byId.TryGetValue(number, out var found) && found.State is null)
        {
            _byId.Remove(number);
            return found;
        }

        return null;
    }

    /// <summary>Rows that no listed object accounts for.</summary>
    public IEnumerable<(LoadId Id, RowDifference Rows)> Orphans =>
        _byId.Where(pair => pair.Value.State is null).Select(pair => (new LoadId(pair.Key.ToString("x32", CultureInfo.InvariantCulture)), pair.Value));

    private static bool TryParse(LoadId id, out UInt128 number)
    {
        number = default;
        return id.Value.Length == 32 && UInt128.TryParse(id.Value, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number);
    }
}
