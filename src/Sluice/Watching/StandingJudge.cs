using System.Globalization;
using Sluice.Ledger;
using Sluice.Topology;

namespace Sluice.Watching;

/// <summary>
/// Says where an object is. The content that is in the bucket decides; where S3 does not say which that is, the latest content that the ledger knows. The ledger's row comes
/// first, then the latest attempt, then the rule, then the queue.
/// </summary>
internal static class StandingJudge
{
    /// <summary>How long a message may take from the upload until it is in the queue and an agent has answered.</summary>
    public static readonly TimeSpan OnItsWay = TimeSpan.FromMinutes(2);

    public static StoryEnd Judge(StoryFacts facts)
    {
        var end = facts switch
        {
            { Claim: { } claim } when MayBeginAnew(facts.Deciding) => new StoryEnd(ObjectStanding.Loading, $"It is being loaded since {Time(claim.ClaimedAt)}"),
            { Deciding: { } entry } => OfEntry(facts, entry),
            { LastAttempt: { } attempt } => OfAttempt(facts, attempt),
            _ => Unheard(facts),
        };
        return end with { Summary = $"{end.Summary.TrimEnd('.')}{Remark(facts, end.Standing)}." };
    }

    /// <summary>A time as the summary writes it.</summary>
    internal static string Time(DateTime? time) => time is { } known ? known.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture) : "a time that nobody noted";

    private static bool MayBeginAnew(LedgerEntry? entry) =>
        entry is null or { State: LoadState.Failed or LoadState.Intended or LoadState.DeadLettered or LoadState.Unloaded or LoadState.Superseded };

    private static StoryEnd OfEntry(StoryFacts facts, LedgerEntry entry)
    {
        var (table, at) = ($"{entry.Database}.{entry.Table}", Time(entry.WrittenAt));
        return entry.State switch
        {
            LoadState.Loaded => new(ObjectStanding.Loaded, $"It is loaded: {Rows(entry.Rows)} in {table} since {at}"),
            LoadState.DeadLettered => DeadLettered(facts, entry.ErrorCode, entry.Reason, entry.WrittenAt),
            LoadState.InDoubt => new(
                ObjectStanding.InDoubt,
                $"Since {at} nobody can tell whether its rows are in {table}: {entry.Reason}",
                $"Look into the table, then decide with 'sluice resolve {Word(facts.Address)} --loaded' or '--not-loaded'."),
            LoadState.Superseded => Superseded(facts, entry, at),
            LoadState.Skipped => new(ObjectStanding.Skipped, $"It was left out at {at}: earlier content of its key is loaded into {table} and stays (onOverwrite: Skip)"),
            LoadState.Replaced => new(ObjectStanding.Replaced, $"Its rows were taken out of {table} at {at} for those of later content of its key (onOverwrite: Replace)"),
            LoadState.Unloaded => new StoryEnd(ObjectStanding.Unloaded, $"Its rows were taken out of {table} by an operator at {at}")
                .Advise("To load it again:", $"sluice replay --key {Word(facts.Address)}"),
            _ => facts.LastAttempt is { } attempt ? OfAttempt(facts, attempt) : Interrupted(facts, entry),
        };
    }

    private static StoryEnd Superseded(StoryFacts facts, LedgerEntry entry, string at)
    {
        var end = new StoryEnd(ObjectStanding.Superseded, $"It was overwritten before it was read, as was seen at {at}: the newer content is another object");
        return facts.CurrentId == entry.LoadId ? end.Advise("The bucket has this content now. Announce it with", $"sluice backfill {Word(facts.Address)}") : end;
    }

    /// <summary>The ledger's row is of an attempt that did not end, or whose end is not in the history yet.</summary>
    private static StoryEnd Interrupted(StoryFacts facts, LedgerEntry entry) => new(
        ObjectStanding.Retrying,
        entry.State == LoadState.Failed
            ? $"An attempt failed at {Time(entry.WrittenAt)}{Because(entry.ErrorCode, entry.Reason)}; its message comes back by itself"
            : $"An insert of it was begun at {Time(entry.WrittenAt)} and nothing was heard of since; its message comes back by itself, and the next attempt finds out whether its rows are there",
        Overdue(facts, entry.WrittenAt + facts.VisibilityTimeout));

    private static StoryEnd OfAttempt(StoryFacts facts, LedgerAttempt attempt)
    {
        var because = Because(attempt.ErrorCode, attempt.Reason);
        return attempt.Outcome switch
        {
            "DeadLetter" => DeadLettered(facts, attempt.ErrorCode, attempt.Reason, attempt.At),
            "RetryLater" => Retrying(facts, attempt, because),
            "Held" => new(ObjectStanding.Waiting, $"An agent has its message in hand since {Time(attempt.At)} and tries again when what is at fault works{because}", HeldAdvice(facts)),
            "Loaded" or "AlreadyLoaded" => facts.Deciding is { State: LoadState.Intended }
                ? new(ObjectStanding.Retrying, $"An insert of it was begun at {Time(facts.Deciding.WrittenAt)} and has not ended; its message comes back by itself")
                : new(ObjectStanding.Loaded, $"It was loaded at {Time(attempt.At)}, {Rows((ulong)attempt.Rows)}"),
            "Superseded" => new(ObjectStanding.Superseded, $"It was overwritten before it was read, as was seen at {Time(attempt.At)}: the newer content is another object"),
            "Skipped" => new(ObjectStanding.Skipped, $"It was left out at {Time(attempt.At)}: earlier content of its key is loaded and stays (onOverwrite: Skip)"),
            _ => new(ObjectStanding.Queued, $"An agent gave its message back at {Time(attempt.At)} without an attempt; it waits in the queue of {attempt.Domain}{QueueText(facts)}", NobodyReceives(facts)),
        };
    }

    private static StoryEnd Retrying(StoryFacts facts, LedgerAttempt attempt, string because)
    {
        var next = attempt.At.AddMilliseconds(attempt.DelayMs);
        return new(
            ObjectStanding.Retrying,
            $"Attempt {attempt.Attempt} failed at {Time(attempt.At)}{because}; next try at {Time(next)}",
            Overdue(facts, next));
    }

    private static string? Overdue(StoryFacts facts, DateTime? expected) => expected + OnItsWay < facts.Now.UtcDateTime
        ? $"It should have been tried again by now. See with 'sluice status' whether an agent runs; if its message is gone, send another with 'sluice replay --key {Word(facts.Address)}'."
        : null;

    private static string? HeldAdvice(StoryFacts facts) => $"See with 'sluice status' what is at fault in domain {facts.Domain?.Name ?? "?"}; it goes on by itself.";

    private static StoryEnd DeadLettered(StoryFacts facts, string code, string reason, DateTime? at)
    {
        var because = Because(code, reason);
        return facts.DeadLetters is 0
            ? new StoryEnd(
                ObjectStanding.DeadLettered,
                $"It was given up at {Time(at)}{because}; the dead-letter queue is empty: its letter was redriven and waits, was purged, or is not there yet")
                .Advise("Correct what the reason names; if nothing comes of it, send another message with", $"sluice replay --key {Word(facts.Address)}")
            : new StoryEnd(ObjectStanding.DeadLettered, $"It was given up at {Time(at)} and its message is in the dead-letter queue{because}")
                .Advise("Correct what the reason names, then", $"sluice dlq redrive --key {Word(facts.Address.Key)}");
    }

    /// <summary>No agent has said anything of the content that is in the bucket, or of the key at all.</summary>
    private static StoryEnd Unheard(StoryFacts facts) => (ObjectRule.Refusal(facts.Domains, facts.Address.Key, facts.Stored.ObjectOrNone?.Size), facts.Stored) switch
    {
        (_, StoredAnswer.Absent) => new(ObjectStanding.NeverSeen, "Neither the bucket nor the ledger knows it", "Compare the key with that of the upload, letter by letter."),
        ({ } refusal, _) => new(ObjectStanding.RefusedByRule, $"The EventBridge rule does not take it, so that it raises no message: {refusal}", RuleAdvice(facts)),
        (_, StoredAnswer.Unknown unknown) => new(
            ObjectStanding.Unknown,
            $"It is not in the ledger, and whether it is in the bucket is not known: {unknown.Reason}",
            "Ask again with credentials that have s3:ListBucket, such as the operator's."),
        _ => Unannounced(facts),
    };

    private static string RuleAdvice(StoryFacts facts) => ObjectRule.Refusal(facts.Domains, facts.Address.Key, null) is null
        ? "If it is to be loaded all the same: merge it into a larger object."
        : $"Upload it under <prefix><table>/<partition>/<file>{PipelineLimits.KeySuffix} of a domain.";

    private static StoryEnd Unannounced(StoryFacts facts)
    {
        var stored = facts.Stored.ObjectOrNone!;
        var uploaded = $"It was uploaded at {Time(stored.LastModified.UtcDateTime)}";
        var age = facts.Now - stored.LastModified;
        var mayStillCome = facts.Depth is { } depth ? depth.Waiting + depth.InFlight > 0 || age < OnItsWay : age < facts.VisibilityTimeout;
        return mayStillCome
            ? new(ObjectStanding.Queued, $"{uploaded} and no agent has tried it yet: its message waits in the queue of {facts.Domain!.Name}, or is on its way there{QueueText(facts)}", NobodyReceives(facts))
            : new StoryEnd(
                ObjectStanding.NeverAnnounced,
                $"{uploaded} and nothing was heard of it since{(facts.Depth is null ? ", longer than its message may take" : $", and the queue of {facts.Domain!.Name} is empty")}: nobody has announced it")
                .Advise("Announce it with", $"sluice backfill {Word(facts.Address)}");
    }

    private static string? NobodyReceives(StoryFacts facts) =>
        facts.Stored.ObjectOrNone is { } stored && facts.Now - stored.LastModified > OnItsWay ? "See with 'sluice status' whether an agent runs." : null;

    private static string QueueText(StoryFacts facts) =>
        facts.Depth is { } depth ? string.Create(CultureInfo.InvariantCulture, $" ({depth.Waiting:N0} waiting, {depth.InFlight:N0} in flight)") : "";

    /// <summary>What else the bucket and the ledger say that one would not expect.</summary>
    private static string Remark(StoryFacts facts, ObjectStanding standing) => (facts.Stored, facts.Deciding) switch
    {
        (StoredAnswer.Absent, not null) => "; the object is no longer in the bucket",
        (StoredAnswer.Absent, null) when standing != ObjectStanding.NeverSeen => "; the object is not in the bucket",
        (StoredAnswer.Unknown unknown, not null) => $"; what the bucket has now is not known: {unknown.Reason}",
        (StoredAnswer.Present, null) when facts.Versions.FirstOrDefault(version => version.State == LoadState.Loaded) is { } earlier =>
            $"; earlier content of the key is loaded, entity tag {earlier.ETag}, {Rows(earlier.Rows)} since {Time(earlier.WrittenAt)}",
        _ => "",
    };

    private static string Because(string code, string reason) => (code, reason) switch
    {
        (_, "") => code.Length > 0 ? $" ({code})" : "",
        ("", _) => $": {reason.TrimEnd('.')}",
        _ => $": {code} {reason.TrimEnd('.')}",
    };

    /// <summary>One word of a shell's command line: between single quotes nothing means anything else than itself.</summary>
    internal static string Word(object value) => $"{value}" is var text && text.All(letter => char.IsAsciiLetterOrDigit(letter) || "/:._=-+@%,".Contains(letter, StringComparison.Ordinal))
        ? text
        : $"'{text.Replace("'", @"'\''", StringComparison.Ordinal)}'";

    private static string Rows(ulong rows) => rows == 1 ? "1 row" : string.Create(CultureInfo.InvariantCulture, $"{rows:N0} rows");
}
