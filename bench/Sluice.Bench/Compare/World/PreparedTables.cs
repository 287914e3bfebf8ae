using Microsoft.Extensions.DependencyInjection;
using Sluice.Configuration;
using Sluice.Ledger;
using Sluice.Loading.Targets;
using Sluice.Operating;

namespace Sluice.Bench.Compare.World;

/// <summary>Makes tables ready as <c>sluice prepare --provenance</c> does.</summary>
internal sealed class PreparedTables : IAsyncDisposable
{
    private const int Window = 1000;

    private readonly ServiceProvider _services;
    private readonly BenchDatabase _database;
    private readonly string _provenanceColumn;

    /// <param name="configPath">Configuration of the agent that loads the tables.</param>
    /// <param name="database">Runs the statements, which the agent's user may not.</param>
    public PreparedTables(string configPath, BenchDatabase database)
    {
        var settings = ConfigurationLoader.Load(configPath);
        _services = new ServiceCollection().AddLogging().AddSluiceOperations(settings).BuildServiceProvider();
        _provenanceColumn = settings.Loading.ProvenanceColumn;
        _database = database;
    }

    /// <summary>Makes the ledger.</summary>
    /// <returns>Its database.</returns>
    public async Task<string> PrepareLedgerAsync(CancellationToken cancellationToken)
    {
        var ledger = _services.GetRequiredService<LoadLedger>();
        await ledger.PrepareAsync(cancellationToken);
        return ledger.Name;
    }

    /// <summary>Makes a target table and makes it ready.</summary>
    public async Task CreateAsync(string database, string table, CancellationToken cancellationToken)
    {
        await _database.ExecuteAsync(TradeTable.Create(database, table), cancellationToken);
        await PrepareAsync(database, table, cancellationToken);
    }

    /// <summary>Makes a target table that is there ready.</summary>
    public async Task PrepareAsync(string database, string table, CancellationToken cancellationToken)
    {
        var tables = await _services.GetRequiredService<TablePreparer>().FindAsync([new TableName(database, table)], cancellationToken);
        foreach (var step in new PreparationPlan(Window, _provenanceColumn).Of(tables[0]).Steps.Where(step => step.Status == StepStatus.Needed))
        {
            await _database.ExecuteAsync(step.Statement!, cancellationToken);
        }
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
