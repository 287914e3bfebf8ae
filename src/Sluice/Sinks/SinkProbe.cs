using ClickHouse.Driver;
using Sluice.Credentials;
using Sluice.Failures;
using Sluice.Ledger;
using Sluice.Loading.ClickHouse;
using Sluice.Topology;

namespace Sluice.Sinks;

/// <summary>Asks the sinks whether they work, as a load would need them to.</summary>
internal sealed class SinkProbe(LoadLedger ledger, FooterReader footers, AgentCredentials credentials, PipelineTopology topology, TimeProvider time)
{
    // Nobody uploads it: whatever S3 answers about it, it has answered.
    private const string Key = "sluice-probe/none/none.parquet";

    private static readonly LoadClaim _claim = new(new LoadId("probe"), "");

    /// <summary>Writes to the ledger and reads from it, which every load begins with.</summary>
    /// <exception cref="LedgerException">It does not work.</exception>
    public async Task<Failure?> ClickHouseAsync(CancellationToken cancellationToken)
    {
        await ledger.ClaimAsync([_claim], "probe", TimeSpan.Zero, cancellationToken);
        await ledger.AskAsync([], [_claim], "probe", cancellationToken);
        return null;
    }

    /// <summary>Has ClickHouse ask S3 for an object.</summary>
    public Task<Failure?> S3Async(CancellationToken cancellationToken) => AskS3Async(Sink.S3, cancellationToken);

    /// <summary>Asks STS, and has ClickHouse ask S3 with the credentials.</summary>
    public async Task<Failure?> CredentialsAsync(CancellationToken cancellationToken) =>
        await credentials.CheckAsync(time.GetUtcNow(), cancellationToken) == CredentialsVerdict.Refused
            ? new Failure(ErrorKind.Permission, "AWS does not accept the credentials", Sink.Credentials)
            : await AskS3Async(Sink.Credentials, cancellationToken);

    private async Task<Failure?> AskS3Async(Sink sink, CancellationToken cancellationToken)
    {
        try
        {
            await footers.ReadAsync([topology.Domains[0].Prefix + Key], keepsObjects: false, cancellationToken);
            return null;
        }
        catch (Exception e) when (e is ClickHouseServerException or InvalidDataException && FailureClassifier.Classify(e).Sink != sink)
        {
            return null;
        }
    }
}
