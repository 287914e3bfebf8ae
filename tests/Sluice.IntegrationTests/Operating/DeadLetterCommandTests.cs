namespace Sluice.IntegrationTests.Operating;

/// <summary><c>sluice dlq</c> as people and scripts use it.</summary>
[Trait("Category", "Integration")]
[Collection(typeof(DeadLetterCollection))]
public sealed class DeadLetterCommandTests(DeadLetterFixture fixture) : IAsyncLifetime
{
    private const string Domain = DeadLetterFixture.Domain, Operator = "arn:aws:iam::000000000000:user/dev-load-operator";

    public async ValueTask InitializeAsync() => await fixture.EmptyAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task List_answers_with_one_line_and_says_by_its_exit_code_whether_there_are_any()
    {
        var none = await fixture.DlqAsync("list", "--json");
        var id = await fixture.LetterAsync("no JSON", "E001", "Event", reason: "it is \u200bno JSON");
        var some = await fixture.DlqAsync("list", "--json");
        var people = await fixture.DlqAsync("list");

        (none.ExitCode, some.ExitCode, people.ExitCode).ShouldBe((0, 1, 1));
        OperatorBench.Json(none.Output).GetProperty("letters").GetArrayLength().ShouldBe(0);
        var letter = OperatorBench.Json(some.Output).GetProperty("letters").EnumerateArray().ShouldHaveSingleItem();
        letter.GetProperty("messageId").GetString().ShouldBe(id);
        people.Output.ShouldContain("it is \\u200Bno JSON");
        people.Output.ShouldContain("1 dead letter.");
    }

    [Fact]
    public async Task Show_has_the_body_and_what_helps()
    {
        var id = await fixture.LetterAsync("no JSON", "E001", "Event");

        var (exitCode, output, _) = await fixture.DlqAsync("show", id);
        var unknown = await fixture.DlqAsync("show", "nobody");

        exitCode.ShouldBe(0);
        output.ShouldContain("body        no JSON");
        output.ShouldContain("Look at the message and at what sent it.");
        (unknown.ExitCode, unknown.Error.Contains("There is no dead letter nobody", StringComparison.Ordinal)).ShouldBe((3, true));
    }

    [Fact]
    public async Task Redrive_wants_to_know_which_and_says_what_it_did()
    {
        await fixture.LetterAsync(fixture.About("market/t/p/a.parquet"));

        var unsaid = await fixture.DlqAsync("redrive");
        var dry = await fixture.DlqAsync("redrive", "--all", "--dry-run", "--json");
        var (exitCode, output, _) = await fixture.DlqAsync("redrive", "--key", $"s3://{fixture.Cloud.Bucket}/market/t/", "--json");
        var again = await fixture.DlqAsync("redrive", "--domain", Domain);

        (unsaid.ExitCode, dry.ExitCode, exitCode, again.ExitCode).ShouldBe((2, 0, 0, 0));
        OperatorBench.Json(dry.Output).GetProperty("total").GetInt32().ShouldBe(1);
        OperatorBench.Json(output).GetProperty("done").GetInt32().ShouldBe(1);
        again.Output.ShouldContain("0 dead letters moved");
        (await fixture.MessagesAsync(fixture.Cloud.Queues[Domain])).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Purge_asks_and_deletes_what_it_has_shown()
    {
        await fixture.LetterAsync("no JSON", "E001", "Event");
        await fixture.LetterAsync(fixture.About("market/t/p/a.parquet"));

        var unasked = await fixture.DlqAsync("purge", "--all");
        var (exitCode, output, _) = await fixture.DlqAsync("purge", "--error-code", "E001", "--yes");

        (unasked.ExitCode, exitCode).ShouldBe((2, 0));
        output.ShouldContain("lost for good");
        output.ShouldContain("1 dead letter deleted for good.");
        (await fixture.MessagesAsync(fixture.Cloud.DeadLetterQueues[Domain])).ShouldHaveSingleItem().Body.ShouldContain("a.parquet");
    }

    [Fact]
    [Trait("Category", "Security")]
    public async Task The_agents_own_credentials_are_refused_and_the_operators_suffice()
    {
        await fixture.LetterAsync(fixture.About("market/t/p/a.parquet"));
        var before = fixture.Cloud.Calls.Count;

        var agents = await fixture.Commands.RunAsync("dlq", "list");
        var operators = await fixture.DlqAsync("list");
        (await fixture.DlqAsync("redrive", "--domain", Domain)).ExitCode.ShouldBe(0);

        (agents.ExitCode, operators.ExitCode).ShouldBe((4, 1));
        agents.Output.ShouldContain("does not allow sqs:ReceiveMessage on dev-market-load-dlq");
        agents.Output.ShouldContain("dev-load-operator");
        var calls = fixture.Cloud.Calls.Skip(before).Where(call => call.Principal == Operator).ToList();
        calls.ShouldAllBe(call => call.IsAllowed);
        calls.Select(call => call.Action).Distinct().ShouldBe(
            ["sqs:GetQueueAttributes", "sqs:ReceiveMessage", "sqs:ChangeMessageVisibility", "sqs:ListMessageMoveTasks", "sqs:SendMessage", "sqs:DeleteMessage"], ignoreOrder: true);
    }
}
