using Sluice.Configuration;
using Sluice.Ledger;

namespace Sluice.Operating;

/// <summary>Sends for what can be loaded without doing harm.</summary>
internal sealed class AuditRepairer(LoadLedger ledger, AuditTables tables, SluiceSettings settings, AgentIdentity agent)
{
    /// <summary>What the ledger says of an object whose rows were gone.</summary>
    internal const string Reason = "its rows were gone from the table: an audit has sent for it again";

    /// <summary>Repairs one finding; false when it has changed since, so that nothing needs to be done.</summary>
    /// <param name="finding">What was found.</param>
    /// <param name="announcement">Its message.</param>
    /// <param name="run">Sends it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<bool> RepairAsync(AuditFinding finding, Announcement announcement, AnnouncementRun run, CancellationToken cancellationToken)
    {
        if (finding.Repair == AuditRepair.UnloadAndAnnounce && !await NoteUnloadedAsync(announcement, cancellationToken))
        {
            return false;
        }

        await run.AddAsync(announcement, cancellationToken);
        return true;
    }

    /// <summary>The protocol loads what was unloaded with another token: with the old one ClickHouse might drop the insert as a duplicate.</summary>
    private async Task<bool> NoteUnloadedAsync(Announcement announcement, CancellationToken cancellationToken)
    {
        var id = LoadId.Of(settings.Topology.Bucket, announcement.Key, announcement.ETag);
        var answer = await ledger.VersionsAsync([announcement.Key], cancellationToken);
        if (answer.Find(id) is not { State: LoadState.Loaded, Provenance.Length: > 0 } entry
            || await tables.CountAsync(new(entry.Database, entry.Table), id, cancellationToken) != 0)
        {
            return false;
        }

        await ledger.WriteAsync(entry with { State = LoadState.Unloaded, Reason = Reason, Agent = agent.Name }, cancellationToken);
        return true;
    }
}
