using Microsoft.Extensions.DependencyInjection;
using Sluice.IntegrationTests.Permissions;
using Sluice.Operating;
using Sluice.Operating.DeadLetters;
using Sluice.Telemetry;

namespace Sluice.IntegrationTests.Operating;

/// <summary>What the desk does with dead letters.</summary>
[Trait("Category", "Integration")]
[Collection(typeof(DeadLetterCollection))]
public sealed class DeadLetterTests(DeadLetterFixture fixture) : IAsyncLifetime
{
    private const string Domain = DeadLetterFixture.Domain;

    private ServiceProvider _services = null!;

    private DeadLetterDesk Desk => _services.GetRequiredService<DeadLetterDesk>();

    private string LoadQueue => fixture.Cloud.Queues[Domain];

    private string DeadLetterQueue => fixture.Cloud.DeadLetterQueues[Domain];

    private static DeadLetterFilter All => new() { Domain = Domain };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await fixture.EmptyAsync();
        _services = fixture.Services();
    }

    public async ValueTask DisposeAsync() => await _services.DisposeAsync();

    [Fact]
    public async Task A_list_says_what_each_letter_says_and_leaves_it_visible()
    {
        var bad = await fixture.LetterAsync("this is no JSON", "E001", "Event", reason: "the message is not JSON");
        var good = await fixture.LetterAsync(fixture.About("market/t/p/a.parquet"));

        var list = await Desk.ListAsync(All, 100, null, Stop);

        (list.IsWhole, list.Refusals.Count, list.LedgerFault).ShouldBe((true, 0, null));
        list.Letters.Select(letter => (letter.MessageId, letter.Key, letter.ErrorCode, letter.ErrorKind, letter.Reason, letter.Attempts)).ShouldBe(
            [(bad, "", "E001", "Event", "the message is not JSON", 3), (good, "market/t/p/a.parquet", "E003", "Schema", "it does not fit", 3)], ignoreOrder: true);
        list.Letters[0].FirstFailedAt.ShouldBe(new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero));
        (await fixture.MessagesAsync(DeadLetterQueue)).Select(message => message.MessageId).ShouldBe([bad, good], ignoreOrder: true);
    }

    [Fact]
    public async Task A_list_ends_at_as_many_as_asked_for_and_says_that_there_are_more()
    {
        for (var n = 0; n < 35; n++)
        {
            await fixture.LetterAsync(fixture.About($"market/t/p/{n}.parquet"));
        }

        var some = await Desk.ListAsync(All, 12, null, Stop);
        var all = await Desk.ListAsync(All, 35, null, Stop);
        var survey = await Desk.SurveyAsync(All, null, Stop);

        (some.Letters.Count, some.IsWhole).ShouldBe((12, false));
        (all.Letters.Select(letter => letter.MessageId).Distinct().Count(), all.IsWhole).ShouldBe((35, true));
        survey.Counts.ShouldBe([new DeadLetterCount(Domain, "E003", 35)]);
    }

    [Fact]
    public async Task A_list_that_is_cancelled_lets_the_letters_go()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        await fixture.LetterAsync("a");
        fixture.Cloud.Faults.Decide = request => request.Operation == "ReceiveMessage"
            ? Sluice.Sandbox.Faults.Fault.Of(async call =>
            {
                await call.ForwardAsync();
                await stop.CancelAsync();
                await call.AnswerAsync();
            })
            : null;

        await Should.ThrowAsync<OperationCanceledException>(() => Desk.ListAsync(All, 100, null, stop.Token));
        fixture.Cloud.Faults.Decide = null;

        (await fixture.MessagesAsync(DeadLetterQueue)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task What_SQS_moved_has_its_reason_from_the_ledger()
    {
        var (given, unread, unknown) = ("market/t/p/given.parquet", "not JSON at all", "market/t/p/unknown.parquet");
        var (givenId, unreadId, unknownId) = (
            await fixture.MovedByPolicyAsync(fixture.About(given)), await fixture.MovedByPolicyAsync(unread), await fixture.MovedByPolicyAsync(fixture.About(unknown)));
        await fixture.Commands.KnowAsync(
            given, "e", "market", "t", "dead_lettered", more: ", error_code, error_kind, reason, attempt, dead_letters", moreValues: $", 'E003', 'Schema', 'column x', 1, ['other', '{givenId}']");
        await fixture.Commands.DoAsync(
            $"INSERT INTO sluice.attempts (at, bucket, domain, attempt, message_id, outcome, error_code, error_kind, reason) VALUES (now64(3), 'b', 'market', 1, '{unreadId}', 'DeadLetter', 'E001', 'Event', 'not JSON')");

        var list = await Desk.ListAsync(All, 100, null, Stop);

        list.Letters.ShouldAllBe(letter => letter.IsMovedByPolicy);
        list.Letters.Select(letter => (letter.MessageId, letter.Key, letter.ErrorCode, letter.Reason)).ShouldBe(
            [(givenId, given, "E003", "column x"), (unreadId, "", "E001", "not JSON"), (unknownId, unknown, "", "")], ignoreOrder: true);
        (await Desk.ListAsync(All with { ErrorCode = "E001" }, 100, null, Stop)).Letters.ShouldHaveSingleItem().MessageId.ShouldBe(unreadId);
    }

    [Fact]
    public async Task Every_filter_takes_its_own_letters_and_the_others_stay()
    {
        var ids = new Dictionary<string, string>
        {
            ["a"] = await fixture.LetterAsync(fixture.About("market/t/p/a.parquet")),
            ["b"] = await fixture.LetterAsync(fixture.About("market/u/p/b.parquet"), "E002", "Format"),
            ["c"] = await fixture.LetterAsync("no JSON", "E001", "Event"),
            ["d"] = await fixture.LetterAsync(fixture.About("customer/t/p/d.parquet", "customer"), "Permission", "Permission", DeadLetterFixture.Other),
        };

        await TakesAsync(new(), "a", "b", "c", "d");
        await TakesAsync(All, "a", "b", "c");
        await TakesAsync(new() { KeyPrefix = "market/t/" }, "a");
        await TakesAsync(new() { ErrorCode = "e002" }, "b");
        await TakesAsync(new() { ErrorCode = "Event" }, "c");
        await TakesAsync(new() { ErrorCode = "Permission" }, "d");
        await TakesAsync(new() { MessageIds = [ids["a"], ids["d"]] }, "a", "d");
        await TakesAsync(new() { Domain = DeadLetterFixture.Other, MessageIds = [ids["a"]] });

        var report = await Desk.PurgeAsync(new() { ErrorCode = "E001" }, null, Stop);
        (report.Done, report.IsComplete).ShouldBe((1, true));
        await TakesAsync(new(), "a", "b", "d");

        async Task TakesAsync(DeadLetterFilter filter, params string[] names) =>
            (await Desk.ListAsync(filter, 100, null, Stop)).Letters.Select(letter => letter.MessageId).ShouldBe(names.Select(name => ids[name]), ignoreOrder: true);
    }

    [Fact]
    public async Task A_domain_that_is_not_there_is_said() =>
        (await Should.ThrowAsync<OperationException>(() => Desk.ListAsync(new() { Domain = "abolished" }, 1, null, Stop))).Message.ShouldContain("abolished");

    [Fact]
    public async Task A_redriven_letter_is_a_new_message_with_the_same_body_and_without_the_old_reason()
    {
        var id = await fixture.LetterAsync(fixture.About("market/t/p/a.parquet"));

        var report = await Desk.RedriveAsync(All, null, Stop);

        (report.Done, report.IsComplete).ShouldBe((1, true));
        (await fixture.MessagesAsync(DeadLetterQueue)).ShouldBeEmpty();
        var message = (await fixture.MessagesAsync(LoadQueue)).ShouldHaveSingleItem();
        message.MessageId.ShouldNotBe(id, "the ledger tries no message again that was given up");
        message.Body.ShouldBe(fixture.About("market/t/p/a.parquet"));
        message.MessageAttributes.Keys.ShouldBe(["Origin"]);
    }

    [Fact]
    public async Task A_redriven_letter_is_tried_from_the_start_and_loaded_once_the_cause_is_gone()
    {
        await using var bench = new PermissionBench(fixture.Cloud);
        var table = OperatorBench.NewName();
        var key = await bench.UploadAsync(Domain, table);
        var agent = await bench.StartAsync(Domain);
        await agent.SaysAsync(LogEvents.ObjectDeadLettered, key);
        var letter = (await Desk.ListAsync(new() { KeyPrefix = key, ErrorCode = "E003" }, 10, null, Stop)).Letters.ShouldHaveSingleItem();
        await fixture.Commands.DoAsync($"CREATE TABLE market.{table} (id UInt64, label String) ENGINE = MergeTree ORDER BY id {Pipeline.AgentFixture.Window}");

        (await Desk.RedriveAsync(new() { MessageIds = [letter.MessageId] }, null, Stop)).Done.ShouldBe(1);

        await agent.SaysAsync(LogEvents.ObjectLoaded, key);
        (await bench.CountAsync(Domain, table)).ShouldBe("500");
        letter.Reason.ShouldContain("does not exist");
    }

    [Fact]
    public async Task Letters_that_fail_again_at_once_are_not_redriven_for_ever()
    {
        await using var bench = new PermissionBench(fixture.Cloud);
        var agent = await bench.StartAsync(Domain);
        var ids = new List<string>();
        for (var n = 0; n < 25; n++)
        {
            ids.Add(await fixture.LetterAsync($"garbage {n}", "E001", "Event"));
        }

        var report = await Desk.RedriveAsync(All, null, Stop);

        (report.Done, report.IsComplete).ShouldBe((25, true));
        await agent.SaysAsync(LogEvents.ObjectDeadLettered, "", times: 25);
        (await Desk.SurveyAsync(All, null, Stop)).MessageIds.ShouldNotContain(id => ids.Contains(id));
    }

    [Fact]
    public async Task Show_tells_what_became_of_the_object_and_how_it_fits_now()
    {
        var table = OperatorBench.NewName();
        await fixture.Commands.DoAsync($"CREATE TABLE market.{table} (id UInt64, label UInt64) ENGINE = MergeTree ORDER BY id {Pipeline.AgentFixture.Window}");
        var key = $"market/{table}/p/a.parquet";
        var etag = await fixture.Commands.UploadAsync(key, "SELECT toUInt64(number) AS id, 'x' AS label FROM numbers(3)");
        await fixture.Commands.KnowAsync(key, etag, "market", table, "dead_lettered");
        var id = await fixture.LetterAsync(fixture.About(key));

        var detail = await _services.GetRequiredService<DeadLetterInspector>().ShowAsync(id, null, null, Stop);

        detail.Fault.ShouldBeNull();
        detail.Letter.Attributes["Reason"].ShouldBe("it does not fit");
        detail.Entries.ShouldHaveSingleItem().ETag.ShouldBe(etag);
        detail.Explanation!.Conclusion.ShouldBe(Conclusion.WouldRefuse);
        detail.Explanation.Verdict!.Diff.ShouldContain("label");
        detail.Remedy.ShouldContain("Correct the object's columns");
    }

    [Fact]
    public async Task A_profile_that_is_not_there_is_a_refusal_that_names_the_setting()
    {
        await using var services = fixture.Services("nobody");

        var list = await services.GetRequiredService<DeadLetterDesk>().ListAsync(All, 1, null, Stop);

        list.IsWhole.ShouldBeFalse();
        list.Refusals.ShouldHaveSingleItem().Sentence.ShouldContain("console.awsProfile");
    }
}
