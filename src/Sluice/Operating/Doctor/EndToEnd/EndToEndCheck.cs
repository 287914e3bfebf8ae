using System.Net;
using Amazon.Runtime;
using ClickHouse.Driver;
using Sluice.Configuration;
using Sluice.Credentials;
using Sluice.Failures;
using Sluice.Loading.ClickHouse;
using Sluice.Operating.Doctor.Server;
using Sluice.Receiving;

namespace Sluice.Operating.Doctor.EndToEnd;

/// <summary>Sends an object all the way, says how long each hop took or at which it stuck, and takes away what it made, whatever happens.</summary>
internal sealed class EndToEndCheck(
    EndToEndRequest request,
    ScratchTable table,
    ScratchObject upload,
    LoadWatch watch,
    QueueDepthReader depths,
    ServerOnlooker administrator,
    SluiceSettings settings,
    IProgress<string> progress,
    TimeProvider time) : IDoctorCheck
{
    private static readonly TimeSpan _cleanUpTimeout = TimeSpan.FromSeconds(60);

    private bool _isRefused;
    private bool _mayBeStored;
    private bool _mayBeQueued;
    private bool _isDeadLettered;

    public CheckInfo Info => CheckTable.EndToEnd;

    public TimeSpan Timeout => request.Timeout + TimeSpan.FromMinutes(2);

    public async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken)
    {
        if (await watch.AgentsAsync(cancellationToken) is (> 0 and var known, 0))
        {
            return [Finding.Problem("agent", $"none of the {known} agents that the ledger has heard of said anything in the last minute; nothing was uploaded", "start one: 'sluice run'")];
        }

        var findings = new List<Finding>();
        try
        {
            await MakeTableAsync(findings, cancellationToken);
            if (!_isRefused)
            {
                await SendAsync(findings, cancellationToken);
            }
        }
        finally
        {
            findings.AddRange(await CleanUpAsync());
        }

        return findings;
    }

    private async Task MakeTableAsync(List<Finding> findings, CancellationToken cancellationToken)
    {
        try
        {
            progress.Report($"Making table {table.Name}");
            await table.CreateAsync(cancellationToken);
        }
        catch (ClickHouseServerException e)
        {
            _isRefused = true;
            findings.Add(Finding.Problem("table", $"{administrator.User} cannot make {table.Name}: {FailureClassifier.Classify(e).Reason}", "name an administrator with --clickhouse-user"));
        }
    }

    private async Task SendAsync(List<Finding> findings, CancellationToken cancellationToken)
    {
        var content = await table.ParquetAsync(cancellationToken);
        var begun = time.GetTimestamp();
        try
        {
            progress.Report($"Uploading {upload.Address}");
            (_mayBeStored, _mayBeQueued) = (true, true);
            await upload.UploadAsync(content, cancellationToken);
        }
        catch (Exception e) when (e is AwsException or CredentialsException or ConfigurationException)
        {
            var isRefused = e is not AwsException || e.InnerException is AmazonServiceException { StatusCode: HttpStatusCode.Forbidden };
            (_mayBeStored, _mayBeQueued) = (!isRefused, !isRefused);
            findings.Add(Finding.Problem(
                "upload", e.Message.TrimEnd('.'), $"name a profile that may s3:PutObject and s3:DeleteObject on {settings.Topology.Bucket}/{request.Domain.Prefix}* with --aws-profile: neither the agent's policy nor the operators' has them"));
            return;
        }

        findings.Add(Finding.Ok("upload", $"{upload.Address}, {content.Length} bytes, in {Hop(time.GetElapsedTime(begun))}"));
        progress.Report($"Waiting up to {Words.Seconds(request.Timeout)} for an agent to load it");
        var uploaded = time.GetUtcNow();
        var state = await watch.WaitAsync(upload.Key, request.Timeout, cancellationToken);
        (_mayBeQueued, _isDeadLettered) = (!state.IsOver, state.State is "dead_lettered" or "in_doubt");
        if (state.IsLoaded)
        {
            await LoadedAsync(findings, state, uploaded, cancellationToken);
        }
        else
        {
            findings.Add(state.IsOver ? GivenUp(state) : await StuckAsync(state, cancellationToken));
        }
    }

    private async Task LoadedAsync(List<Finding> findings, LoadProgress state, DateTimeOffset uploaded, CancellationToken cancellationToken)
    {
        var total = time.GetUtcNow() - uploaded;
        if (state.ReceivedAt is { } received)
        {
            findings.Add(Finding.Ok("event", $"S3, EventBridge and SQS to {state.Agent}: {Hop(received - uploaded.UtcDateTime)}"));
            findings.Add(Finding.Ok("load", $"from there into table and ledger: {Hop(state.WrittenAt - received)}"));
        }

        findings.Add(await watch.SettledAsync(upload.Key, cancellationToken) is { } settled
            ? Finding.Ok("settlement", $"the message was deleted in {Hop(settled)}")
            : Finding.Skipped("settlement", "the history of attempts does not say yet"));
        var (rows, same) = await table.CompareAsync(cancellationToken);
        findings.Add((rows, same) == (EndToEndRequest.Rows, EndToEndRequest.Rows)
            ? Finding.Ok("rows", $"{rows} rows, all of them the object's; {Hop(total)} from upload to table")
            : Finding.Problem("rows", $"the table has {rows} rows, {same} of them the object's {EndToEndRequest.Rows}", "look at 'sluice audit', and report it: this must not happen"));
    }

    // Clocks of several machines: one may seem to receive before the other has sent.
    private static string Hop(TimeSpan span) => $"{Math.Max(0, span.TotalMilliseconds):0} ms";

    private Finding GivenUp(LoadProgress state) => Finding.Problem(
        "load", $"{state.Agent} gave it up ({state.State}): {state.Reason}", $"docs/operations.md has what each reason asks for; its message is in {settings.Topology.Names.DeadLetterQueue(request.Domain.Name)}");

    /// <summary>At which hop it is.</summary>
    private async Task<Finding> StuckAsync(LoadProgress state, CancellationToken cancellationToken)
    {
        var waited = $"not loaded within {Words.Seconds(request.Timeout)}";
        if (await watch.LastAttemptAsync(upload.Key, cancellationToken) is { } attempt)
        {
            return Finding.Problem("load", $"{waited}; {attempt}", "docs/operations.md has what each reason asks for");
        }

        if (state.State.Length > 0)
        {
            return Finding.Problem("load", $"{waited}; {state.Agent} is at it ({state.State}{(state.Reason.Length > 0 ? $": {state.Reason}" : "")})", "give it longer with --e2e-timeout, or look at the agent's log");
        }

        var (name, rule) = (settings.Topology.Names.Queue(request.Domain.Name), settings.Topology.Names.Rule(request.Domain.Name));
        return await DepthAsync(cancellationToken) switch
        {
            null => Finding.Problem("event", $"{waited}, and no agent has received it; whether its message is in {name} cannot be told without sqs:GetQueueAttributes", $"see that an agent runs ('sluice run') and that rule {rule} is deployed"),
            { Waiting: > 0 } depth => Finding.Problem("agent", $"{waited}: {Words.Several(depth.Waiting, "message")} in {name}, and nobody takes it", "start an agent: 'sluice run'; or see its log"),
            { InFlight: > 0 } depth => Finding.Problem("agent", $"{waited}: {Words.Several(depth.InFlight, "message")} of {name} in somebody's hands, and the ledger knows nothing of the object", "look at the agent's log; or something else receives from this queue"),
            _ => Finding.Problem("event", $"{waited}, and no message came to {name}: the object is in the bucket, and its event is not in the queue", $"see that the bucket sends events to EventBridge, that rule {rule} is deployed and enabled, and whether {settings.Topology.Names.RuleDeadLetterQueue} has the event"),
        };
    }

    private async Task<QueueDepth?> DepthAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await depths.ReadAsync(request.Domain, cancellationToken);
        }
        catch (AmazonServiceException)
        {
            return null;
        }
    }

    /// <summary>Not cancelled by what cancels the rest.</summary>
    private async Task<IReadOnlyList<Finding>> CleanUpAsync()
    {
        progress.Report("Cleaning up");
        using var limit = new CancellationTokenSource(_cleanUpTimeout, time);
        List<Finding?> left =
        [
            !_mayBeStored ? null : await TryAsync(() => upload.RemoveAsync(limit.Token), upload.Address, $"aws s3 rm {upload.Address}"),
            await TryAsync(() => table.DropAsync(limit.Token), $"table {table.Name}", table.DropStatement),
            !_mayBeStored ? null : await TryAsync(() => table.ForgetAsync(upload.Bucket, upload.Key, limit.Token), "its ledger rows", $"DELETE FROM {settings.Ledger.Database}.loads WHERE key = {Sql.Literal(upload.Key)}"),
            !_mayBeQueued ? null : Finding.Warning("clean-up", "a message about the object may still be in the queue: the agent that takes it dead-letters it, since there is no such table", "then remove that dead letter"),
            !_isDeadLettered ? null : Finding.Warning("clean-up", $"its dead letter is left in {settings.Topology.Names.DeadLetterQueue(request.Domain.Name)}", $"sluice dlq purge --key {upload.Key}"),
        ];
        if (_isRefused)
        {
            // Whoever may not make the table may not drop it either.
            return [];
        }

        List<Finding> found = [.. left.OfType<Finding>()];
        found.ForEach(finding => progress.Report($"{finding.Detail}: {finding.Fix}"));
        return found.Count > 0 ? found : [Finding.Ok("clean-up", "object, table and ledger rows are gone")];
    }

    private static async Task<Finding?> TryAsync(Func<Task> remove, string what, string fix)
    {
        try
        {
            await remove();
            return null;
        }
        catch (ClickHouseServerException e) when (e.ErrorCode is ServerErrors.UnknownTable or ServerErrors.UnknownDatabase)
        {
            return null;
        }
        catch (Exception e)
        {
            // Whatever it is, the rest is still to be taken away
            return Finding.Warning("clean-up", $"{what} is left: {(e is AwsException ? e.Message : FailureClassifier.Classify(e).Reason)}", fix);
        }
    }
}
