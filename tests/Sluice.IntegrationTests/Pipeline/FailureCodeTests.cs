using Amazon.SQS.Model;
using Sluice.Sandbox.Faults;
using Sluice.Telemetry;

namespace Sluice.IntegrationTests.Pipeline;

/// <summary>Each error code by a real fault: it ends where the retry table says, after as many attempts and with the waits that it says (R8, R9).</summary>
[Trait("Category", "Integration")]
public sealed class FailureCodeTests(TroubledAgents agents) : IClassFixture<TroubledAgents>
{
    private static readonly int[] _thrice = [2, 4, 8];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task E001_a_message_that_is_none_goes_at_once()
    {
        var body = $"not a message {Guid.NewGuid()}";
        await agents.Patient.Sqs.SendMessageAsync(agents.Cloud.Queues["customer"], body, Stop);

        var letter = await agents.LetterAsync("customer", body);

        letter.Body.ShouldBe(body);
        Attributes(letter).ShouldContainKeyAndValue("ErrorCode", "E001");
        Attributes(letter).ShouldContainKeyAndValue("Attempts", "1");
        Attributes(letter)["Reason"].ShouldContain("not JSON");
    }

    [Fact]
    public async Task E002_a_truncated_object_goes_at_once()
    {
        var table = await agents.Patient.NewTableAsync("customer");
        var key = $"customer/{table}/ds=1/half.parquet";
        var whole = await agents.Patient.ParquetAsync("half", rows: 2000);
        await agents.Patient.UploadAsync(key, whole[..(whole.Length / 2)]);

        await EndsAsync(key, "E002", []);
    }

    [Fact]
    public async Task E003_an_object_without_a_table_goes_at_once()
    {
        var key = $"customer/{AgentFixture.NewName("missing")}/ds=1/a.parquet";
        await agents.Patient.UploadAsync(key, await agents.Patient.ParquetAsync("a"));

        await EndsAsync(key, "E003", []);
    }

    [Fact]
    public async Task E004_an_object_at_which_the_connection_breaks_each_time_is_tried_three_times()
    {
        var table = await agents.Patient.NewTableAsync("customer");
        var key = $"customer/{table}/ds=1/reset.parquet";
        using var fault = agents.Breaks(request => request.Body.StartsWith($"INSERT INTO `customer`.`{table}` ", StringComparison.Ordinal) ? Fault.Reset() : null);
        await agents.Patient.UploadAsync(key, await agents.Patient.ParquetAsync("a"));

        await EndsAsync(key, "E004", _thrice);
    }

    [Fact]
    public async Task E005_a_table_with_too_many_parts_is_tried_three_times_once_waiting_has_an_end()
    {
        var table = await agents.FullTableAsync("customer");
        var key = $"customer/{table}/ds=1/parts.parquet";
        await agents.Patient.UploadAsync(key, await agents.Patient.ParquetAsync("a"));

        await EndsAsync(key, "E005", _thrice);
    }

    [Fact]
    public async Task E006_an_object_that_is_too_large_even_in_pieces_is_tried_twice()
    {
        var table = await agents.Patient.NewTableAsync("customer");
        var key = $"customer/{table}/ds=1/large.parquet";
        var bytes = await Parquet.OfAsync(agents.Cloud, "SELECT number AS id, repeat(toString(number % 10), 100000) AS label FROM numbers(4000)");
        await agents.Patient.UploadAsync(key, bytes);

        await EndsAsync(key, "E006", [5, 10]);
    }

    [Theory]
    [InlineData("secret")]
    [InlineData("ExpiredToken")]
    [InlineData("NoSuchBucket")]
    [InlineData("SlowDown HTTP response code: 503")]
    [InlineData("part-00404 NoSuchKey, HTTP response code: 404")]
    [InlineData("a (S3_ERROR): while pushing to view _sluice")]
    public async Task Permission_an_object_that_S3_keeps_back_goes_at_once_whatever_its_key_says(string name)
    {
        var table = await agents.Patient.NewTableAsync("customer");
        var key = $"customer/{table}/ds=1/{name}.parquet";
        agents.Cloud.Faults.Decide = request =>
            request is { Service: SandboxService.S3, Operation: "GET" or "HEAD" } && request.Target.Contains(table, StringComparison.Ordinal) ? Fault.Deny() : null;
        try
        {
            await agents.Patient.UploadAsync(key, await agents.Patient.ParquetAsync("a"));

            await EndsAsync(key, "Permission", []);
        }
        finally
        {
            agents.Cloud.Faults.Decide = null;
        }
    }

    [Fact]
    public async Task Permission_a_table_that_takes_a_grant_which_the_user_lacks_takes_nothing_and_it_goes_at_once()
    {
        var (names, table) = (AgentFixture.NewName("names"), AgentFixture.NewName("t"));
        (await agents.Patient.SqlAsync(
            $"CREATE DICTIONARY customer.{names} (id UInt64, name String) PRIMARY KEY id SOURCE(NULL()) LAYOUT(FLAT()) LIFETIME(0)")).ShouldBeEmpty();
        (await agents.Patient.SqlAsync(
            $"CREATE TABLE customer.{table} (id UInt64, label String, name String DEFAULT dictGetOrDefault('customer.{names}', 'name', id, '')) ENGINE = MergeTree ORDER BY id {AgentFixture.Window}")).ShouldBeEmpty();
        var key = $"customer/{table}/ds=1/ungranted.parquet";

        await agents.Patient.UploadAsync(key, await agents.Patient.ParquetAsync("a"));

        await EndsAsync(key, "Permission", []);
    }

    /// <summary>It is given up with that code after these waits, the last of which is spent on the way to the dead-letter queue; nothing of it is in the table.</summary>
    private async Task EndsAsync(string key, string code, int[] waits)
    {
        var letter = await agents.LetterAsync("customer", key);

        var attributes = Attributes(letter);
        attributes.ShouldContainKeyAndValue("ErrorCode", code);
        attributes.ShouldContainKeyAndValue("Attempts", $"{Math.Max(1, waits.Length)}");
        attributes.Keys.ShouldBe(["Agent", "Attempts", "CorrelationId", "ErrorCode", "ErrorKind", "FirstFailedAt", "LoadId", "Reason"], ignoreOrder: true);
        attributes["Reason"].ShouldNotBeEmpty();
        agents.Hasty.Log.Where(entry => entry.EventId == LogEvents.ObjectRetried && entry.Message.Contains(key, StringComparison.Ordinal))
            .Select(entry => (entry.Values["Attempt"], entry.Values["ErrorCode"], entry.Values["Delay"]))
            .ShouldBe(waits.SkipLast(1).Select((seconds, index) => ((object?)(index + 1), (object?)code, (object?)TimeSpan.FromSeconds(seconds))));
        (await agents.Patient.SqlAsync($"SELECT state, error_code, length(dead_letters) FROM sluice.loads FINAL WHERE key = '{key}' AND error_code = '{code}'"))
            .ShouldEndWith($"{code}\t1", Case.Sensitive, "the ledger knows why");
    }

    private static Dictionary<string, string> Attributes(Message letter) => letter.MessageAttributes.ToDictionary(pair => pair.Key, pair => pair.Value.StringValue);
}
