using System.Text.Json.Nodes;
using Sluice.Bench.Compare.Contenders;
using Sluice.Bench.Compare.Results;
using Sluice.Bench.Compare.World;
using Sluice.Bench.Ledger;
using Sluice.Sandbox;
using Sluice.Topology;

namespace Sluice.Bench.Compare.Growth;

/// <summary>
/// How fast an agent is by how much its ledger knows. Two agents on one server, each with a ledger and a domain of its own, take turns at the small workload.
/// </summary>
internal sealed class LedgerGrowth(Arena arena, IProgress<string> progress, TimeProvider time)
{
    /// <summary>The domain of the second agent, which is as the first one's.</summary>
    private const string FirstDomain = "market", SecondDomain = "archive";

    private const string FirstLedger = "sluice_few", SecondLedger = "sluice_many";

    private static readonly TimeSpan _limit = TimeSpan.FromMinutes(2);

    /// <summary>A cloud in which this can be measured.</summary>
    public static SandboxOptions Options()
    {
        var options = new SandboxOptions();
        return options with
        {
            Domains = options.Domains.Append(new(SecondDomain, DefaultDomains.Create()[FirstDomain])).ToDictionary(),
            LoaderGrants = [.. options.LoaderGrants, Grant(FirstLedger), Grant(SecondLedger)],
        };

        static string Grant(string ledger) => $"GRANT CREATE DATABASE, CREATE TABLE, DROP TABLE, SELECT, INSERT ON {ledger}.*";
    }

    /// <summary>Measures both, so often.</summary>
    /// <param name="few">Entries of the first ledger.</param>
    /// <param name="many">Entries of the second.</param>
    /// <param name="rounds">How often.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<LedgerRates>> RunAsync(long few, long many, int rounds, CancellationToken cancellationToken)
    {
        await arena.Objects.CreateAsync(Workload.Small, cancellationToken);
        var server = new LedgerServer(arena.Database.Client, FirstLedger, arena.Cloud.LoaderUser, time);
        await using var first = await LedgerSide.StartAsync(arena, await ConfigureAsync(FirstDomain, FirstLedger, cancellationToken), FirstDomain, few, progress, cancellationToken);
        await using var second = await LedgerSide.StartAsync(arena, await ConfigureAsync(SecondDomain, SecondLedger, cancellationToken), SecondDomain, many, progress, cancellationToken);
        await server.SettleAsync(cancellationToken);
        var rates = new List<LedgerRates>();
        for (var round = 0; round <= rounds; round++)
        {
            LedgerSide[] order = round % 2 == 0 ? [first, second] : [second, first];
            foreach (var side in order)
            {
                side.Last = await LoadAsync(side, $"ledger_{round}", cancellationToken);
                progress.Report($"ledger of {side.Entries:N0}, round {round}: {side.Last:F0} objects/s");
            }

            // The first one only warms up.
            if (round > 0)
            {
                rates.Add(new LedgerRates(few, first.Last, many, second.Last));
            }
        }

        return rates;
    }

    private async Task<double> LoadAsync(LedgerSide side, string table, CancellationToken cancellationToken)
    {
        await side.Tables.CreateAsync(side.Domain, table, cancellationToken);
        var round = await arena.Objects.CopyAsync(Workload.Small, side.Domain, table, Workload.Small.Objects, cancellationToken);
        var use = await new Backlog(arena, time).LoadAsync([side.Agent], round, _limit, cancellationToken);
        await arena.Database.ExecuteAsync($"DROP TABLE {side.Domain}.{table} SYNC", cancellationToken);
        await arena.Objects.DeleteAsync(round.Objects, cancellationToken);
        return side.Agent.CountOf(table) / use.Elapsed.TotalSeconds;
    }

    private async Task<string> ConfigureAsync(string domain, string ledger, CancellationToken cancellationToken)
    {
        var config = JsonNode.Parse(await File.ReadAllTextAsync(arena.Cloud.ConfigPath, cancellationToken))!;
        config["domains"] = new JsonObject { [domain] = config["domains"]![domain]!.DeepClone() };
        config["ledger"] = new JsonObject { ["database"] = ledger };
        var path = Path.Combine(arena.Cloud.Directory, $"{ledger}.json");
        await File.WriteAllTextAsync(path, config.ToJsonString(), cancellationToken);
        return path;
    }
}
