using Amazon.Runtime;
using Amazon.S3;
using ClickHouse.Driver;
using Sluice.Configuration;
using Sluice.Loading.ClickHouse;
using Sluice.Topology;

namespace Sluice.Operating.Doctor.Aws;

/// <summary>
/// Whether objects may be read. Of a key that is not there S3 says which permission is missing: s3:GetObject, or, where that is granted, s3:ListBucket, without which it
/// does not tell that there is none (https://docs.aws.amazon.com/AmazonS3/latest/userguide/troubleshoot-403-errors.html). Else by an object that the ledger knows.
/// </summary>
internal sealed class ObjectPermissionCheck(IAmazonS3 s3, ClickHouseClient client, FooterSummaries footers, SluiceSettings settings, TimeProvider time) : IDoctorCheck
{
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(10);

    public CheckInfo Info => CheckTable.ObjectPermission;

    public async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken)
    {
        var answers = await Task.WhenAll(settings.Topology.Domains.Select(domain => AskAsync(domain, cancellationToken)));
        return [.. answers.GroupBy(answer => (answer.Verdict, answer.How), answer => answer.Domain).Select(group => Judge(group.Key.Verdict, group.Key.How, [.. group]))];
    }

    private Finding Judge(Verdict verdict, string how, IReadOnlyCollection<Domain> domains)
    {
        var on = Words.Few([.. domains.Select(domain => $"{settings.Topology.Bucket}/{domain.Prefix}*")]);
        return verdict switch
        {
            Verdict.Granted => Finding.Ok(Info.Name, $"granted on {on} ({how})"),
            Verdict.Missing => Finding.Problem(
                Info.Name,
                $"missing on {on}",
                $"attach policy {settings.Topology.Names.AgentPolicy} of the identity stack to the agent's identity; it must have s3:GetObject on these objects"),
            Verdict.NoResource => Finding.Problem(Info.Name, $"there is no bucket {settings.Topology.Bucket} in {settings.Topology.Region}", "correct bucket and region in sluice.json"),
            _ => Finding.Skipped(Info.Name, $"cannot be told on {on}: {how}", "'sluice doctor --e2e' shows it"),
        };
    }

    private async Task<(Domain Domain, Verdict Verdict, string How)> AskAsync(Domain domain, CancellationToken cancellationToken)
    {
        var own = settings.ClickHouse.S3Access == S3Access.Session ? await AskS3Async(domain, cancellationToken) : Verdict.NotTold;
        if (own != Verdict.NotTold)
        {
            return (domain, own, "S3 says so");
        }

        return await ReadKnownAsync(domain, cancellationToken)
            ? (domain, Verdict.Granted, "ClickHouse read an object that the ledger knows")
            : (domain, Verdict.NotTold, "S3 does not say which permission is missing, and the ledger knows no object there that can be read");
    }

    private async Task<Verdict> AskS3Async(Domain domain, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(_timeout, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            using var answer = await s3.GetObjectAsync(settings.Topology.Bucket, MissingKey.Of(domain), limit.Token);
            return Verdict.Granted;
        }
        catch (AmazonS3Exception e)
        {
            return e switch
            {
                { ErrorCode: "NoSuchBucket" } => Verdict.NoResource,
                { ErrorCode: "NoSuchKey" } => Verdict.Granted,
                _ when e.Message.Contains("s3:ListBucket", StringComparison.Ordinal) => Verdict.Granted,
                _ when e.Message.Contains("s3:GetObject", StringComparison.Ordinal) => Verdict.Missing,
                _ => Verdict.NotTold,
            };
        }
        catch (Exception e) when (e is HttpRequestException or AmazonClientException or IOException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return Verdict.NotTold;
        }
    }

    private async Task<bool> ReadKnownAsync(Domain domain, CancellationToken cancellationToken)
    {
        try
        {
            var known = await client.ExecuteScalarAsync(
                $"""
                 SELECT key FROM {Sql.Identifier(settings.Ledger.Database)}.loads
                 WHERE bucket = {Sql.Literal(settings.Topology.Bucket)} AND startsWith(key, {Sql.Literal(domain.Prefix)}) AND state = 'loaded' ORDER BY written_at DESC LIMIT 1
                 """,
                cancellationToken: cancellationToken);
            if (known is not string { Length: > 0 } key)
            {
                return false;
            }

            await footers.ReadAsync(key, cancellationToken);
            return true;
        }
        catch (Exception e) when (e is ClickHouseServerException or HttpRequestException)
        {
            return false;
        }
    }
}
