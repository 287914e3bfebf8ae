using System.Text.RegularExpressions;
using ClickHouse.Driver;
using Sluice.Configuration;
using Sluice.Credentials;
using Sluice.Failures;
using Sluice.Loading.ClickHouse;
using Sluice.Topology;

namespace Sluice.Operating.Doctor.Server;

/// <summary>Whether ClickHouse reaches S3, by asking for a key that is not there.</summary>
internal sealed partial class S3FromClickHouseCheck(ClickHouseClient client, S3Function s3, AgentCredentials credentials, SluiceSettings settings) : IDoctorCheck
{
    private static readonly QueryOptions _bounded = new()
    {
        CustomSettings = new Dictionary<string, object>(S3Function.ReadSettings)
        {
            ["s3_retry_attempts"] = "1",
            ["s3_connect_timeout_ms"] = "5000",
            ["s3_request_timeout_ms"] = "8000",
            ["max_execution_time"] = "15",
        },
    };

    public CheckInfo Info => CheckTable.S3FromClickHouse;

    public async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken)
    {
        if (settings.ClickHouse.S3Access == S3Access.Session && !await HasCredentialsAsync())
        {
            return [Finding.Skipped(Info.Name, $"not tried: see {CheckTable.Credentials.Name}")];
        }

        var answers = await Task.WhenAll(settings.Topology.Domains.Select(async domain => (Domain: domain, Finding: await AskAsync(domain, cancellationToken))));
        return
        [
            .. answers.GroupBy(answer => answer.Finding, answer => answer.Domain.Name)
                .Select(group => group.Key with { Detail = $"{group.Key.Detail} ({Words.Few([.. group])})" }),
        ];
    }

    private async Task<bool> HasCredentialsAsync()
    {
        try
        {
            await credentials.CurrentAsync();
            return true;
        }
        catch (Exception e) when (e is CredentialsException or ConfigurationException)
        {
            return false;
        }
    }

    private async Task<Finding> AskAsync(Domain domain, CancellationToken cancellationToken)
    {
        var (key, endpoint) = (MissingKey.Of(domain), settings.ClickHouse.S3Endpoint);
        try
        {
            await client.ExecuteScalarAsync($"SELECT count() FROM {await s3.OfAsync([key], "ParquetMetadata")}", options: _bounded, cancellationToken: cancellationToken);
            return Finding.Ok(Info.Name, $"{endpoint.Host}:{endpoint.Port} answers ClickHouse");
        }
        catch (ClickHouseServerException e)
        {
            return Judge(ServerMessage.WithoutPaths(e, [key]));
        }
    }

    private Finding Judge(ClickHouseServerException exception)
    {
        var endpoint = settings.ClickHouse.S3Endpoint;
        var where = $"{endpoint.Host}:{endpoint.Port}";
        var (failure, answer) = (FailureClassifier.Classify(exception), S3Answer.Of(exception.Message));
        return failure switch
        {
            _ when exception.ErrorCode is not (ServerErrors.S3 or ServerErrors.Aws or ServerErrors.CannotExtractTableStructure) => Finding.Problem(
                Info.Name, failure.Reason, "give the agent's ClickHouse user its grants: docs/getting-started.md"),
            _ when S3Answer.IsGone(exception.ErrorCode, exception.Message) => Finding.Ok(Info.Name, $"{where} answers ClickHouse: 404, there is no such key"),
            { Kind: ErrorKind.Permission, Sink: null } => Finding.Ok(Info.Name, $"{where} answers ClickHouse: 403, as it does without s3:ListBucket for a key that is not there"),
            { Sink: Sink.Credentials } => Finding.Problem(Info.Name, $"S3 refuses the credentials that ClickHouse comes with: {answer.When}", CredentialsFix),
            { Kind: ErrorKind.Connection } => Finding.Problem(
                Info.Name, $"ClickHouse cannot reach {where}: {Brief(exception)}", $"let ClickHouse's machine out to {where}, or correct clickHouse.s3Endpoint"),
            _ => Finding.Problem(Info.Name, failure.Reason, "correct bucket, region or clickHouse.s3Endpoint in sluice.json"),
        };
    }

    /// <summary>Without what ClickHouse was about to do with the object.</summary>
    private static string Brief(ClickHouseServerException exception) =>
        Noise().Replace(ServerMessage.TextOf(exception), "").TrimEnd('.', ',', ' ');

    [GeneratedRegex(@"^Failed to get object info: |Code: \d+\. DB::\w+: |Poco::Exception\. Code: \d+, |( \([A-Z_0-9]+\)|\. HTTP response code:| \(version |: while reading).*$")]
    private static partial Regex Noise();

    private string CredentialsFix => settings.ClickHouse.S3Access switch
    {
        S3Access.NamedCollection => $"ALTER NAMED COLLECTION {Sql.Identifier(settings.ClickHouse.S3NamedCollection!)} SET access_key_id = '…', secret_access_key = '…'",
        S3Access.Server => "correct the keys of <s3> in ClickHouse's configuration",
        _ => "give aws.profile, or the SDK's chain, keys that are valid",
    };
}
