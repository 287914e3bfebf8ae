using ClickHouse.Driver;

namespace Sluice.Loading.ClickHouse;

/// <summary>A shard of the cluster, as the agent reaches it itself.</summary>
/// <param name="Number">Its number in <c>system.clusters</c>.</param>
/// <param name="Endpoint">HTTP interface of one of its servers.</param>
/// <param name="Client">That server.</param>
internal sealed record Shard(int Number, Uri Endpoint, ClickHouseClient Client)
{
    /// <summary>Asks it, or tells it something.</summary>
    /// <exception cref="ShardException">It cannot be reached.</exception>
    /// <exception cref="ClickHouseServerException">It refused.</exception>
    public async Task<T> AskAsync<T>(Func<ClickHouseClient, Task<T>> question)
    {
        try
        {
            return await question(Client);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new ShardException(this, e);
        }
    }

    /// <summary>Runs a statement there. Throws as <see cref="AskAsync"/> does.</summary>
    public Task ExecuteAsync(string statement, CancellationToken cancellationToken) =>
        AskAsync(client => client.ExecuteNonQueryAsync(statement, cancellationToken: cancellationToken));

    /// <inheritdoc />
    public override string ToString() => $"shard {Number} ({Endpoint.GetLeftPart(UriPartial.Authority)})";
}
