using Sluice.Bench.Compare.Contenders;
using Sluice.Bench.Compare.World;
using Sluice.Bench.Ledger;

namespace Sluice.Bench.Compare.Growth;

/// <summary>An agent with a ledger that has been filled.</summary>
internal sealed class LedgerSide : IAsyncDisposable
{
    private LedgerSide(string domain, long entries, Agent agent, PreparedTables tables)
    {
        Domain = domain;
        Entries = entries;
        Agent = agent;
        Tables = tables;
    }

    /// <summary>The only domain that it loads.</summary>
    public string Domain { get; }

    /// <summary>Entries of its ledger, before it loads anything.</summary>
    public long Entries { get; }

    public Agent Agent { get; }

    public PreparedTables Tables { get; }

    /// <summary>Objects a second of its last turn.</summary>
    public double Last { get; set; }

    /// <summary>Fills a ledger and starts its agent.</summary>
    public static async Task<LedgerSide> StartAsync(
        Arena arena, string configPath, string domain, long entries, IProgress<string> progress, CancellationToken cancellationToken)
    {
        progress.Report($"ledger: filling one up to {entries:N0} entries");
        var tables = new PreparedTables(configPath, arena.Database);
        try
        {
            var fill = new LedgerFill(arena.Database.Client, await tables.PrepareLedgerAsync(cancellationToken), arena.Cloud.Bucket);
            await fill.AddClaimsAsync(cancellationToken);
            await fill.FillToAsync(entries, cancellationToken);
            return new LedgerSide(domain, entries, await Agent.StartAsync(arena.Cloud, configPath, cancellationToken), tables);
        }
        catch
        {
            await tables.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Agent.DisposeAsync();
        await Tables.DisposeAsync();
    }
}
