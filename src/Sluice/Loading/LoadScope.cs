using Sluice.Configuration;
using Sluice.Ledger;
using Sluice.Loading.ClickHouse;
using Sluice.Loading.Contract;
using Sluice.Loading.Targets;
using Sluice.Topology;

namespace Sluice.Loading;

/// <summary>What is the same for every insert of an attempt.</summary>
/// <param name="Domain">The domain.</param>
/// <param name="Target">Its table.</param>
/// <param name="Rules">How that table is loaded.</param>
/// <param name="Settings">The configuration.</param>
/// <param name="BlockNumbers">Highest block number of each written table when the attempt began.</param>
/// <param name="ServerTime">ClickHouse's clock then.</param>
/// <param name="ServerVersion">ClickHouse's version.</param>
/// <param name="Deadline">Server time after which no insert of the attempt starts: until then its claims hold.</param>
/// <param name="CorrelationId">What the query log calls it by.</param>
/// <param name="ServerStarted">When ClickHouse was started, at the latest; of several shards any may have been started at any time.</param>
internal sealed record LoadScope(
    Domain Domain,
    TargetTable Target,
    TableRules Rules,
    SluiceSettings Settings,
    IReadOnlyDictionary<string, long> BlockNumbers,
    DateTime ServerTime,
    string ServerVersion,
    DateTime Deadline,
    string CorrelationId,
    DateTime ServerStarted)
{
    /// <summary>The provenance column, where the table has it.</summary>
    public string? Provenance => Target.Has(Settings.Loading.ProvenanceColumn) ? Settings.Loading.ProvenanceColumn : null;

    /// <summary>
    /// Whether the rows of each object can be told from others' in all that an insert writes, whatever became of it: only then may objects share one. A table behind a
    /// view has other rows, and merges or a TTL take rows away.
    /// </summary>
    public bool TellsRowsApart => Provenance is not null && RowsStay;

    /// <summary>Whether an insert writes the target alone, and its rows stay there as they were inserted.</summary>
    public bool RowsStay => Target is { Written: [{ KeepsRows: true }], Unseen.IsEmpty: true };

    /// <summary>Largest uncompressed size that is inserted as one block: the configured one, as far as the domain's memory allows.</summary>
    public long MaxBlockBytes => MemoryEstimate.MaxBlockBytes((long)Settings.Loading.MaxBlockMiB << 20, Domain.MemoryBytes);

    /// <summary>Whether ClickHouse keeps these from reading their footers until their rows are read.</summary>
    public bool KeepsObjects(IEnumerable<Member> members) => PageCache.IsKnownTo(ServerVersion) && PageCache.Takes(members.Select(member => member.FileBytes));

    /// <summary>What is written down of an insert of these as a batch.</summary>
    public InsertIntent IntentOf(IEnumerable<Member> members, IEnumerable<ColumnMapping> columns) => new(
        LoadId.BatchOf(members.Select(member => (member.Id, LedgerNotes.RenewalsOf(member.Known)))),
        BlockNumbers,
        ServerVersion,
        ServerTime,
        Deadline,
        Provenance ?? "",
        ExactColumns: ExactColumnsOf(columns));

    // Lenient tables may take different values for one.
    private HashSet<string> ExactColumnsOf(IEnumerable<ColumnMapping> columns) => Rules.Contract == ContractMode.Lenient
        ? []
        : [.. columns.Where(column => column.Origin == ColumnOrigin.File).Select(column => column.Column)];

    /// <summary>Memory that an insert of these is expected to take, by their footers and within the domain's budget.</summary>
    public long MemoryOf(IReadOnlyCollection<Member> members) => Math.Min(
        Domain.MemoryBytes, Math.Max(MemoryEstimate.Least, MemoryEstimate.BytesOf(members.Sum(member => member.Footer!.UncompressedBytes), members.Count)));

    /// <summary>The insert of these objects.</summary>
    public InsertPlan PlanOf(IReadOnlyList<Member> members, IEnumerable<ColumnMapping> columns, string token) => new(
        Target.Name,
        [.. columns.Select(column => column.Column)],
        [.. members.Select(member => new InsertedObject(member.Key, member.ETag, member.Id))],
        Provenance,
        token,
        ServerVersion,
        Deadline,
        Domain.MemoryBytes,
        CorrelationId)
    {
        KeepsObjects = KeepsObjects(members),
        Structure = members.Select(StructureOf).FirstOrDefault(structure => structure is not null),
    };

    /// <summary>The columns of an object and of all that are inserted together with it, as a statement takes them; null while they are not known.</summary>
    public static string? StructureOf(Member member) => member.Columns is { } columns ? S3Function.StructureOf(columns) : null;
}
