using Microsoft.Extensions.Logging;
using Sluice.Failures;
using Sluice.Topology;

namespace Sluice.Telemetry;

/// <summary>
/// What the agent says. Event ids are stable: 1xx the agent itself, 2xx receiving, 3xx one object, 4xx the ledger, 5xx ClickHouse, S3 and credentials as a whole, 6xx alarms and the console. Never a secret, a receipt handle or
/// a presigned URL.
/// </summary>
internal static partial class PipelineLog
{
    [LoggerMessage(100, LogLevel.Information, "Sluice {Version} loads s3://{Bucket} into {ClickHouse}: {Domains}")]
    public static partial void AgentStarted(ILogger logger, string version, string bucket, string clickHouse, string domains);

    [LoggerMessage(101, LogLevel.Information, "Stopping: loads in hand finish, the rest goes back to its queue")]
    public static partial void AgentStopping(ILogger logger);

    [LoggerMessage(102, LogLevel.Information, "Stopped")]
    public static partial void AgentStopped(ILogger logger);

    [LoggerMessage(
        LogEvents.IdentityInUse, LogLevel.Information, "AWS identity {Arn} of account {Account}: access key {KeyEnding} from {Source}, {Expiration}")]
    public static partial void IdentityInUse(ILogger logger, string arn, string account, string keyEnding, string source, string expiration);

    [LoggerMessage(
        LogEvents.IdentityRenewed,
        LogLevel.Information,
        "AWS credentials renewed: {Arn} of account {Account}, access key {KeyEnding} from {Source}, {Expiration}")]
    public static partial void IdentityRenewed(ILogger logger, string arn, string account, string keyEnding, string source, string expiration);

    [LoggerMessage(112, LogLevel.Warning, "AWS refuses access key {KeyEnding} from {Source} ({Reason}): the credentials are resolved anew")]
    public static partial void CredentialsRefused(ILogger logger, string keyEnding, string source, string reason);

    [LoggerMessage(113, LogLevel.Warning, "The AWS credentials cannot be renewed, and access key {KeyEnding} stays in use: {Reason}")]
    public static partial void CredentialsNotRenewed(ILogger logger, string keyEnding, string reason);

    [LoggerMessage(114, LogLevel.Warning, "There are no AWS credentials yet; each request asks again: {Reason}")]
    public static partial void CredentialsMissing(ILogger logger, string reason);

    [LoggerMessage(115, LogLevel.Information, "STS does not say whose the AWS credentials are ({Reason}); an object that S3 refuses then waits for a while before it is given up")]
    public static partial void IdentityUnknown(ILogger logger, string reason);

    [LoggerMessage(LogEvents.MonitoringAddress, LogLevel.Information, "Health and metrics at {Url}")]
    public static partial void MonitoringAddress(ILogger logger, Uri url);

    [LoggerMessage(LogEvents.ConsoleAddress, LogLevel.Information, "Console at {Url}")]
    public static partial void ConsoleAddress(ILogger logger, Uri url);

    [LoggerMessage(122, LogLevel.Warning, "The service manager does not hear the agent at {Path}: {Reason}")]
    public static partial void ServiceManagerUnheard(ILogger logger, string path, string reason);

    [LoggerMessage(104, LogLevel.Error, "{Observer} failed over what it was told; loading goes on")]
    public static partial void ObserverFailed(ILogger logger, string observer, Exception exception);

    [LoggerMessage(200, LogLevel.Warning, "Receiving from {Queue} failed, next try in {Delay}: {Reason}")]
    public static partial void ReceiveFailed(ILogger logger, string queue, TimeSpan delay, string reason);

    [LoggerMessage(201, LogLevel.Information, "Receiving from {Queue} works again")]
    public static partial void ReceiveRecovered(ILogger logger, string queue);

    [LoggerMessage(202, LogLevel.Warning, "SQS does not know the receipt of message {MessageId} from {Queue} any more; it is not waited for: {Reason}")]
    public static partial void LeaseLost(ILogger logger, string messageId, string queue, string reason);

    [LoggerMessage(203, LogLevel.Warning, "{Count} messages in hand could not be kept hidden; this is tried again: {Reason}")]
    public static partial void LeasesNotExtended(ILogger logger, int count, string reason);

    [LoggerMessage(204, LogLevel.Warning, "Message {MessageId} of {Queue} was to be given up, and may be in other hands by now: whoever receives it next sends it to the dead-letter queue")]
    public static partial void LeaseEnded(ILogger logger, string messageId, string queue);

    [LoggerMessage(205, LogLevel.Information, "{Count} messages wait in {Queue}")]
    public static partial void MessagesWait(ILogger logger, int count, string queue);

    [LoggerMessage(206, LogLevel.Warning, "{Count} dead letters are in {Queue}: their attributes or the ledger say why; redrive them when the cause is gone")]
    public static partial void DeadLettersWait(ILogger logger, int count, string queue);

    [LoggerMessage(207, LogLevel.Information, "How many messages are in {Queue} is not known; the agent does without: {Reason}")]
    public static partial void DepthUnknown(ILogger logger, string queue, string reason);

    [LoggerMessage(500, LogLevel.Error, "{Sink} is at fault ({ErrorCode}); nothing is received until it works, and what is in hand waits: {Reason}")]
    public static partial void SinkFailed(ILogger logger, Sink sink, string errorCode, string reason);

    [LoggerMessage(501, LogLevel.Information, "{Sink} works again after {Duration}; receiving goes on")]
    public static partial void SinkWorks(ILogger logger, Sink sink, TimeSpan duration);

    [LoggerMessage(502, LogLevel.Debug, "{Sink} is still at fault: {Reason}")]
    public static partial void SinkStillFails(ILogger logger, Sink sink, string reason);

    [LoggerMessage(
        311,
        LogLevel.Warning,
        "The agent may not send to {Queue} (sqs:SendMessage): messages that are given up are released until the redrive policy takes them, and the reason is in the ledger alone: {Reason}")]
    public static partial void DeadLettersNotAllowed(ILogger logger, string queue, string reason);

    [LoggerMessage(312, LogLevel.Warning, "SQS does not take message {MessageId} with the reason; it is released until the redrive policy takes it: {Reason}")]
    public static partial void DeadLetterRefused(ILogger logger, string messageId, string reason);

    [LoggerMessage(313, LogLevel.Error, "Message {MessageId} was given up and came {Attempt} times, and {Queue} has not moved it: has the queue a redrive policy?")]
    public static partial void NotRedriven(ILogger logger, string messageId, string queue, int attempt);

    [LoggerMessage(
        LogEvents.ObjectLoaded,
        LogLevel.Information,
        "Loaded {Rows} rows of s3://{Bucket}/{Key} into {Database}.{TableName} (attempt {Attempt}; queued {QueuedMs} ms, loaded in {LoadMs} ms, settled in {SettleMs} ms) {CorrelationId}")]
    public static partial void ObjectLoaded(
        ILogger logger,
        long rows,
        string bucket,
        string key,
        string database,
        string tableName,
        int attempt,
        long queuedMs,
        long loadMs,
        long settleMs,
        string correlationId);

    [LoggerMessage(
        LogEvents.ObjectRetried,
        LogLevel.Warning,
        "Attempt {Attempt} at {Subject} failed with {ErrorCode}, next in {Delay}: {Reason}. {CorrelationId}")]
    public static partial void ObjectRetried(
        ILogger logger, int attempt, string subject, string errorCode, TimeSpan delay, string reason, string? correlationId);

    [LoggerMessage(
        LogEvents.ObjectDeadLettered,
        LogLevel.Error,
        "{Subject} cannot be loaded and goes to the dead-letter queue with {ErrorCode} (attempt {Attempt}): {Reason}. {WhatToDo} {CorrelationId}")]
    public static partial void ObjectDeadLettered(
        ILogger logger, string subject, string errorCode, int attempt, string reason, string whatToDo, string? correlationId);

    [LoggerMessage(
        LogEvents.ObjectHeld,
        LogLevel.Warning,
        "{Subject} waits in hand for {Sink} ({ErrorCode}): {Reason}. {CorrelationId}")]
    public static partial void ObjectHeld(ILogger logger, string subject, Sink sink, string errorCode, string reason, string? correlationId);

    [LoggerMessage(
        LogEvents.TestEventDismissed,
        LogLevel.Information,
        "S3 tested a notification of bucket {Bucket} through the queue of {Domain}; the test event is about no object and is deleted")]
    public static partial void TestEventDismissed(ILogger logger, string bucket, string domain);

    [LoggerMessage(303, LogLevel.Information, "{Subject} goes back to its queue without an attempt")]
    public static partial void ObjectReleased(ILogger logger, string subject);

    [LoggerMessage(
        304,
        LogLevel.Error,
        "Settling {Subject} as {Outcome} failed; its message comes back after the visibility timeout: {Reason}")]
    public static partial void SettleFailed(ILogger logger, string subject, string outcome, string reason);

    [LoggerMessage(307, LogLevel.Warning, "Query {QueryId} was given up and could not be ended: {Reason}")]
    public static partial void KillFailed(ILogger logger, string queryId, string reason);

    [LoggerMessage(103, LogLevel.Warning, "Loads in hand have not finished within {Timeout}: they are given up, and their messages come back")]
    public static partial void LoadsGivenUp(ILogger logger, TimeSpan timeout);

    [LoggerMessage(LogEvents.ObjectAlreadyLoaded, LogLevel.Information, "{Subject} is loaded already; its message is deleted {CorrelationId}")]
    public static partial void ObjectAlreadyLoaded(ILogger logger, string subject, string correlationId);

    [LoggerMessage(
        LogEvents.ObjectSuperseded,
        LogLevel.Warning,
        "{Subject} was overwritten since it was announced; its message is deleted, and the new content has a message of its own {CorrelationId}")]
    public static partial void ObjectSuperseded(ILogger logger, string subject, string correlationId);

    [LoggerMessage(
        LogEvents.ObjectSkipped,
        LogLevel.Warning,
        "{Subject} is skipped, since earlier content of its key is loaded and stays (onOverwrite: Skip); its message is deleted {CorrelationId}")]
    public static partial void ObjectSkipped(ILogger logger, string subject, string correlationId);

    [LoggerMessage(404, LogLevel.Information, "Dropped {Count} abandoned staging tables")]
    public static partial void StagingDropped(ILogger logger, int count);

    [LoggerMessage(406, LogLevel.Debug, "Abandoned staging tables could not be looked for: {Reason}")]
    public static partial void StagingNotSeen(ILogger logger, string reason);

    [LoggerMessage(405, LogLevel.Warning, "A staging table of object {LoadId} could not be dropped; it is dropped later: {Reason}")]
    public static partial void StagingLeft(ILogger logger, string loadId, string reason);

    [LoggerMessage(400, LogLevel.Warning, "The ledger cannot be prepared, next try in {Delay}: {Reason}")]
    public static partial void LedgerNotReady(ILogger logger, TimeSpan delay, string reason);

    [LoggerMessage(401, LogLevel.Warning, "The ledger did not take a note about {Subject}: {Reason}")]
    public static partial void NoteFailed(ILogger logger, string subject, string reason);

    [LoggerMessage(407, LogLevel.Warning, "The claims of {Count} objects could not be let go; they end by themselves: {Reason}")]
    public static partial void ClaimsNotReleased(ILogger logger, int count, string reason);

    [LoggerMessage(402, LogLevel.Information, "The ledger is ready in database {Database}")]
    public static partial void LedgerReady(ILogger logger, string database);

    [LoggerMessage(403, LogLevel.Warning, "The history of {Count} attempts could not be written: {Reason}")]
    public static partial void HistoryFailed(ILogger logger, int count, string reason);

    [LoggerMessage(408, LogLevel.Warning, "The ledger does not take what the agent says of itself, so that 'sluice status' shows it as silent; loading goes on: {Reason}")]
    public static partial void ReportFailed(ILogger logger, string reason);

    [LoggerMessage(
        EventId = LogEvents.AlarmOn,
        Message = "Alarm {Alarm} of {Domain} ({Priority}) is on: {Metric} is {Value:0.#}, above {Threshold} in {Datapoints} of {Periods} periods of {PeriodMinutes} min")]
    public static partial void AlarmOn(
        ILogger logger, LogLevel level, string alarm, string domain, AlarmPriority priority, string metric, double value, double threshold, int datapoints, int periods, double periodMinutes);

    [LoggerMessage(LogEvents.AlarmOver, LogLevel.Information, "Alarm {Alarm} of {Domain} ({Priority}) is over after {Duration}")]
    public static partial void AlarmOver(ILogger logger, string alarm, string domain, AlarmPriority priority, TimeSpan duration);

    [LoggerMessage(308, LogLevel.Warning, "{Subject} does not simply fit its table and is loaded all the same: {Findings} {CorrelationId}")]
    public static partial void ContractWarning(ILogger logger, string subject, string findings, string correlationId);

    [LoggerMessage(610, LogLevel.Information, "{User} moved {Count} dead letters of {Domain} back to its load queue, from the console")]
    public static partial void LettersRedriven(ILogger logger, string user, long count, string domain);

    [LoggerMessage(611, LogLevel.Warning, "{User} deleted {Count} dead letters of {Domain} for good, from the console")]
    public static partial void LettersPurged(ILogger logger, string user, long count, string domain);

    [LoggerMessage(612, LogLevel.Warning, "{User} could not {Action} all dead letters of {Domain} that were meant, from the console: {Reason}")]
    public static partial void LettersLeft(ILogger logger, string user, string action, string domain, string reason);
}
