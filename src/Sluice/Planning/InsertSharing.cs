using System.Collections.Concurrent;
using Sluice.Topology;

namespace Sluice.Planning;

/// <summary>
/// Of which tables several objects may share an INSERT, as the last load found. Where they may not, many in a batch would only wait for one another: there a batch is what one receive brings (R5).
/// </summary>
internal sealed class InsertSharing
{
    private readonly ConcurrentDictionary<(string Domain, string TableName), bool> _apart = new();

    /// <summary>Takes note of a table.</summary>
    public void Note(Domain domain, string tableName, bool isShared)
    {
        if (isShared)
        {
            _apart.TryRemove((domain.Name, tableName), out _);
        }
        else
        {
            _apart[(domain.Name, tableName)] = true;
        }
    }

    /// <summary>Limits of a batch of that table.</summary>
    public BatchLimits LimitsOf(Domain domain, string tableName, BatchLimits limits) =>
        _apart.ContainsKey((domain.Name, tableName)) ? limits with { Objects = Math.Min(limits.Objects, domain.BatchSizeMax) } : limits;
}
