using Microsoft.Extensions.DependencyInjection;
using Sluice.IntegrationTests.Operating;
using Sluice.Ledger;
using Sluice.Operating;
using Sluice.Telemetry;
using Sluice.Watching;

namespace Sluice.IntegrationTests.Watching;

/// <summary>"Where is s3://…?" for an object in each state that there is.</summary>
[Trait("Category", "Integration")]
[Collection<WatchedTests>]
public sealed class StandingTests(WatchedCloud fixture)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Loaded_with_rows_table_attempts_and_statements()
    {
        var (table, key) = await NewKeyAsync(WatchedCloud.Served);
        var etag = await fixture.UploadAsync(key);
        await fixture.Agent.SaysAsync(LogEvents.ObjectLoaded, key);

        var story = await TellAsync(key);
        story.Standing.ShouldBe(ObjectStanding.Loaded);
        story.Summary.ShouldStartWith($"It is loaded: 500 rows in market.{table} since 20");
        story.Summary.ShouldEndWith(" UTC.");
        story.WhatToDo.ShouldBeNull();
        story.Stored!.ETag.ShouldBe(etag);
        story.Versions.ShouldHaveSingleItem().WrittenAt.ShouldNotBeNull();

        // History and query log are written behind the work, and of the log a part may be there before the INSERT
        story = await UntilAsync(
            key,
            later => later.Attempts.Count > 0 && later.Statements.Any(statement => statement.Sql.StartsWith("INSERT INTO", StringComparison.Ordinal) && statement.Sql.Contains(table, StringComparison.Ordinal)));
        story.Attempts.ShouldHaveSingleItem().Outcome.ShouldBe("Loaded");
        story.Statements.ShouldAllBe(statement => !statement.Sql.Contains("s3('", StringComparison.Ordinal) || statement.Sql.Contains("'[HIDDEN]', '[HIDDEN]'", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Loading_while_an_attempt_holds_a_claim()
    {
        var (_, key) = await NewKeyAsync(WatchedCloud.Unserved);
        var etag = await fixture.UploadAsync(key);
        await fixture.Bench.DoAsync(
            $"INSERT INTO sluice.claims (subject, key, attempt_id, expires_at) VALUES ('{LoadId.Of(fixture.Cloud.Bucket, key, etag).Value}', '{key}', 'x-1', now64(6) + 300)");

        (await TellAsync(key)).ShouldBeStory(ObjectStanding.Loading, "It is being loaded since 20");

        await fixture.Bench.DoAsync(
            $"INSERT INTO sluice.claims (subject, key, attempt_id, expires_at, is_released) VALUES ('{LoadId.Of(fixture.Cloud.Bucket, key, etag).Value}', '{key}', 'x-1', now64(6), true)");
        (await TellAsync(key)).Standing.ShouldBe(ObjectStanding.Queued);
    }

    [Fact]
    public async Task Queued_while_nobody_receives()
    {
        var (_, key) = await NewKeyAsync(WatchedCloud.Unserved);
        await fixture.UploadAsync(key);

        var story = await UntilAsync(key, later => !later.Summary.Contains("(0 waiting", StringComparison.Ordinal), TimeSpan.FromHours(1));

        story.ShouldBeStory(ObjectStanding.Queued, "its message waits in the queue of customer");
        story.WhatToDo.ShouldBe("See with 'sluice status' whether an agent runs.");
    }

    [Fact]
    public async Task Queued_when_an_agent_gave_it_back()
    {
        var (_, key) = await NewKeyAsync(WatchedCloud.Unserved);
        await fixture.NoteAsync(key, await fixture.UploadAsync(key), "Released");

        (await TellAsync(key)).ShouldBeStory(ObjectStanding.Queued, "An agent gave its message back at 20");
    }

    [Fact]
    public async Task Retrying_says_when_the_next_try_is()
    {
        var (table, key) = await NewKeyAsync(WatchedCloud.Unserved);
        var etag = await fixture.UploadAsync(key);
        await fixture.Bench.KnowAsync(key, etag, "customer", table, "failed", 0, ", error_code, reason", ", 'E004', 'no answer'");
        await fixture.NoteAsync(key, etag, "RetryLater", ", error_code, reason, delay_ms", ", 'E004', 'no answer', 8000");

        var story = await TellAsync(key);
        story.ShouldBeStory(ObjectStanding.Retrying, "Attempt 1 failed at 20", ": E004 no answer; next try at 20");
        story.WhatToDo.ShouldBeNull();
        (await TellAsync(key, later: TimeSpan.FromHours(1))).WhatToDo!.ShouldContain($"sluice replay --key {story.Address}");
    }

    [Fact]
    public async Task Retrying_when_an_agent_died_within_an_insert()
    {
        var (table, key) = await NewKeyAsync(WatchedCloud.Unserved);
        await fixture.Bench.KnowAsync(key, await fixture.UploadAsync(key), "customer", table, "intended");

        (await TellAsync(key)).ShouldBeStory(ObjectStanding.Retrying, "An insert of it was begun at 20");
    }

    [Fact]
    public async Task Waiting_for_a_table_that_takes_no_more_parts()
    {
        var (table, key) = await NewKeyAsync(
            WatchedCloud.Served,
            "(id UInt64, label String) ENGINE = MergeTree ORDER BY id SETTINGS non_replicated_deduplication_window = 1000, parts_to_throw_insert = 1, parts_to_delay_insert = 1");
        await fixture.Bench.DoAsync($"SYSTEM STOP MERGES market.{table}");
        await fixture.Bench.DoAsync($"INSERT INTO market.{table} VALUES (1, 'first')");
        await fixture.UploadAsync(key);
        await fixture.Agent.SaysAsync(LogEvents.ObjectHeld, key);

        var story = await UntilAsync(key, later => later.Standing == ObjectStanding.Waiting);

        story.ShouldBeStory(ObjectStanding.Waiting, "An agent has its message in hand since 20", "E005");
        story.WhatToDo!.ShouldContain("sluice status");
        await fixture.Bench.DoAsync($"ALTER TABLE market.{table} MODIFY SETTING parts_to_throw_insert = 100");
        await fixture.Agent.SettlesAsync(key);
        (await TellAsync(key)).Standing.ShouldBe(ObjectStanding.Loaded);
    }

    [Fact]
    public async Task Dead_lettered_with_reason_contract_and_the_way_back()
    {
        var (_, key) = await NewKeyAsync(WatchedCloud.Served, $"(id UInt64) ENGINE = MergeTree ORDER BY id {Pipeline.AgentFixture.Window}");
        await fixture.UploadAsync(key);
        await fixture.Agent.SaysAsync(LogEvents.ObjectDeadLettered, key);

        var story = await TellAsync(key);

        story.ShouldBeStory(ObjectStanding.DeadLettered, "It was given up at 20", ": E003 ");
        story.WhatToDo.ShouldBe($"Correct what the reason names, then 'sluice dlq redrive --key {key}'.");
        story.Contract!.ShouldContain("! label");
    }

    [Fact]
    public async Task Dead_lettered_for_a_key_that_names_no_table_is_known_from_the_attempt_alone()
    {
        var key = $"market/{Guid.NewGuid():N}.parquet";
        await fixture.UploadAsync(key);

        var story = await UntilAsync(key, later => later.Attempts.Count > 0);

        story.ShouldBeStory(ObjectStanding.DeadLettered, "E001", "the key has no partition");
        story.Versions.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("in_doubt", "InDoubt", "nobody can tell whether its rows are in")]
    [InlineData("superseded", "Superseded", "It was overwritten before it was read")]
    [InlineData("skipped", "Skipped", "earlier content of its key is loaded into")]
    [InlineData("replaced", "Replaced", "for those of later content of its key")]
    [InlineData("unloaded", "Unloaded", "by an operator at 20")]
    public async Task Settled_states_are_the_ledgers(string state, string standing, string says)
    {
        var (table, key) = await NewKeyAsync(WatchedCloud.Unserved);
        await fixture.Bench.KnowAsync(key, "gone", "customer", table, state);

        (await TellAsync(key)).ShouldBeStory(Enum.Parse<ObjectStanding>(standing), says, "the object is no longer in the bucket");
    }

    [Fact]
    public async Task The_content_in_the_bucket_decides_and_earlier_content_is_mentioned()
    {
        var (table, key) = await NewKeyAsync(WatchedCloud.Served);
        await fixture.Bench.KnowAsync(key, "earlier", "market", table, "superseded");
        await fixture.UploadAsync(key);
        await fixture.Agent.SaysAsync(LogEvents.ObjectLoaded, key);

        var story = await TellAsync(key);

        story.Standing.ShouldBe(ObjectStanding.Loaded);
        story.Versions.Select(version => version.State).ShouldBe([LoadState.Loaded, LoadState.Superseded], ignoreOrder: true);
    }

    [Fact]
    public async Task New_content_of_a_loaded_key_is_queued_and_the_loaded_one_is_mentioned()
    {
        var (table, key) = await NewKeyAsync(WatchedCloud.Unserved);
        await fixture.Bench.KnowAsync(key, "earlier", "customer", table, "loaded", 7);
        await fixture.UploadAsync(key);

        (await TellAsync(key)).ShouldBeStory(ObjectStanding.Queued, "earlier content of the key is loaded, entity tag earlier, 7 rows");
    }

    [Theory]
    [InlineData("customer/t/p/a.parquet", 512, "too small: 512 bytes, the rule takes more than 1,024")]
    [InlineData("customer/t/p/a.parquet", 1024, "too small: 1,024 bytes")]
    [InlineData("customer/t/p/a.csv", 2000, "wrong suffix: the rule takes keys that end in .parquet")]
    [InlineData("customer/t/p/a.PARQUET", 2000, "wrong suffix")]
    [InlineData("elsewhere/t/p/a.parquet", 2000, "in no domain: the key begins with none of ")]
    public async Task Refused_by_the_rule_says_which_part_of_it(string pattern, int size, string says)
    {
        var key = pattern.Replace("/t/", $"/{OperatorBench.NewName()}/", StringComparison.Ordinal);
        await fixture.UploadAsync(key, new byte[size]);

        (await TellAsync(key)).ShouldBeStory(ObjectStanding.RefusedByRule, "The EventBridge rule does not take it", says);
    }

    [Fact]
    public async Task Never_announced_when_the_queue_is_empty_and_nothing_was_heard()
    {
        var (_, key) = await NewKeyAsync(WatchedCloud.Silent);
        await fixture.UploadAsync(key);
        await fixture.LoseMessageAsync(WatchedCloud.Silent);

        (await TellAsync(key)).Standing.ShouldBe(ObjectStanding.Queued, "its message may still be on its way");
        var story = await TellAsync(key, later: TimeSpan.FromMinutes(3));

        story.ShouldBeStory(ObjectStanding.NeverAnnounced, "nobody has announced it");
        story.WhatToDo.ShouldBe($"Announce it with 'sluice backfill {story.Address}'.");
    }

    [Fact]
    public async Task Never_seen_when_neither_bucket_nor_ledger_has_it() =>
        (await TellAsync($"customer/t/p/{Guid.NewGuid():N}.parquet")).ShouldBeStory(ObjectStanding.NeverSeen, "Neither the bucket nor the ledger knows it");

    [Fact]
    public async Task Unknown_to_whoever_may_not_list_the_bucket()
    {
        var story = await TellAsync($"customer/t/p/{Guid.NewGuid():N}.parquet", isAgent: true);

        story.ShouldBeStory(ObjectStanding.Unknown, "whether it is in the bucket is not known: S3 answers 403");
        story.WhatToDo!.ShouldContain("s3:ListBucket");
    }

    [Fact]
    public async Task The_agents_own_policy_is_enough_for_what_is_there()
    {
        var (_, key) = await NewKeyAsync(WatchedCloud.Unserved);
        await fixture.UploadAsync(key, new byte[100]);

        (await TellAsync(key, isAgent: true)).ShouldBeStory(ObjectStanding.RefusedByRule, "too small: 100 bytes");
    }

    private async Task<(string Table, string Key)> NewKeyAsync(string domain, string? definition = null)
    {
        var table = definition is null ? await fixture.NewTableAsync(domain) : await fixture.NewTableAsync(domain, definition);
        return (table, $"{domain}/{table}/p/a.parquet");
    }

    private async Task<ObjectStory> TellAsync(string key, TimeSpan later = default, bool isAgent = false)
    {
        await using var services = isAgent
            ? fixture.Services(profile: null)
            : fixture.Services(time: new LaterTime(later));
        return await services.GetRequiredService<ObjectHistorian>().TellAsync(new S3Address(fixture.Cloud.Bucket, key), Stop);
    }

    private async Task<ObjectStory> UntilAsync(string key, Func<ObjectStory, bool> isSo, TimeSpan later = default)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (true)
        {
            var story = await TellAsync(key, later);
            if (isSo(story))
            {
                return story;
            }

            limit.IsCancellationRequested.ShouldBeFalse(
                $"it stayed {story.Standing}: {story.Summary} {story.Attempts.Count} attempts; {string.Join("; ", story.Statements.Select(statement => statement.Sql.Split('\n')[0]))}");
            await timer.WaitForNextTickAsync(Stop);
        }
    }
}
