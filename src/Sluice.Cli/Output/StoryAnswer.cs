using Sluice.Ledger;
using Sluice.Watching;

namespace Sluice.Cli.Output;

/// <summary>The answers of <c>sluice history --json</c>. People script against their keys.</summary>
internal static class StoryAnswer
{
    public static object Of(ObjectStory story) => new
    {
        Object = story.Address.ToString(),
        story.Standing,
        story.Summary,
        story.WhatToDo,
        story.Command,
        Stored = story.Stored is { } stored ? new { Etag = stored.ETag, stored.Size, stored.LastModified } : null,
        story.Contract,
        Versions = story.Versions.Select(version => new
        {
            Etag = version.ETag,
            LoadId = version.LoadId.Value,
            State = LedgerListing.NameOf(version.State),
            version.WrittenAt,
            version.Domain,
            Table = $"{version.Database}.{version.Table}",
            version.Rows,
            version.FileSize,
            version.ErrorCode,
            version.Reason,
            version.Attempt,
            version.Agent,
            version.CorrelationId,
        }),
        Attempts = story.Attempts.Select(attempt => new
        {
            attempt.At,
            attempt.Outcome,
            attempt.Attempt,
            LoadId = attempt.LoadId.Value,
            attempt.AttemptId,
            attempt.MessageId,
            attempt.ErrorCode,
            attempt.Reason,
            attempt.Rows,
            attempt.QueuedMs,
            attempt.LoadMs,
            attempt.SettleMs,
            attempt.LatencyMs,
            attempt.DelayMs,
            attempt.CorrelationId,
            attempt.Agent,
        }),
        Statements = story.Statements.Select(statement => new { statement.At, statement.QueryId, DurationMs = statement.Duration.TotalMilliseconds, statement.Error, statement.Sql }),
    };

    public static object Of(ObjectSearchRequest request, ObjectSearchPage page) => new
    {
        page.Total,
        Page = request.Page + 1,
        request.PageSize,
        Objects = page.Items.Select(line => new
        {
            line.Key,
            Etag = line.ETag,
            LoadId = line.LoadId.Value,
            State = LedgerListing.NameOf(line.State),
            line.WrittenAt,
            line.Domain,
            Table = line.Table.ToString(),
            line.Rows,
            line.ErrorCode,
            line.Reason,
        }),
    };
}
