using Sluice.ChaosTests.Steps;
using Sluice.ChaosTests.World;
using Sluice.Sandbox.Faults;

namespace Sluice.Tests.Chaos;

[Trait("Category", "Unit")]
public sealed class SeenRequestTests
{
    private const string Object = "s3('http://127.0.0.1:4566/bucket/market/plain/ds%3D2026-01-01/o000012.parquet', 'id', 'secret', 'Parquet')";

    [Theory]
    [InlineData("SELECT now64(3, 'UTC'), groupArray(1) FROM (SELECT * FROM `sluice`.loads WHERE key IN ('market/plain/ds=2026-01-01/o000012.parquet'))", "Ask")]
    [InlineData("SELECT _etag, num_rows FROM s3('http://h/b/market/plain/ds%3D2026-01-01/o000012.parquet', 'i', 's', 'ParquetMetadata')", "Footer")]
    [InlineData("INSERT INTO `sluice`.loads SETTINGS a = 1 FORMAT JSONEachRow\n{\"key\":\"market/plain/ds=1/o000012.parquet\",\"state\":\"intended\"}", "Intend")]
    [InlineData("INSERT INTO `sluice`.loads SETTINGS a = 1 FORMAT JSONEachRow\n{\"key\":\"market/plain/ds=1/o000012.parquet\",\"state\":\"loaded\"}", "Commit")]
    [InlineData("INSERT INTO `market`.`plain` (`a`)\nSELECT `a` FROM " + Object, "Insert")]
    [InlineData("INSERT INTO `sluice`.`staging_abc` (`a`) SELECT `a`, _row_number FROM " + Object, "Stage")]
    [InlineData("INSERT INTO `market`.`plain` (`a`) SELECT `a` FROM `sluice`.`staging_abc` WHERE _row_number < 5", "Publish")]
    public void A_statement_is_known_by_its_text(string statement, string step)
    {
        var seen = SeenRequest.Of(new SandboxRequest(SandboxService.ClickHouse, "POST", "/", "", statement));

        seen.Steps.ShouldBe([Enum.Parse<ProtocolStep>(step)]);
        seen.IsAt(Enum.Parse<ProtocolStep>(step), ChaosTable.Plain).ShouldBeTrue();
        seen.IsAt(Enum.Parse<ProtocolStep>(step), ChaosTable.Viewed).ShouldBeFalse();
    }

    [Theory]
    [InlineData("INSERT INTO `sluice`.claims (subject, key) SELECT subject, key FROM values('subject String, key String', ('a', 'market/plain/ds=1/o000012.parquet'))", "Claim")]
    [InlineData("DROP TABLE IF EXISTS `sluice`.`staging_abc`", "Tidy")]
    public void So_are_those_around_the_inserts(string statement, string step) =>
        SeenRequest.Of(new SandboxRequest(SandboxService.ClickHouse, "POST", "/", "", statement)).Steps.ShouldBe([Enum.Parse<ProtocolStep>(step)]);

    [Fact]
    public void One_write_of_the_ledger_can_be_two_steps() =>
        SeenRequest.Of(new SandboxRequest(
            SandboxService.ClickHouse, "POST", "/", "", "INSERT INTO `sluice`.loads FORMAT JSONEachRow\n{\"state\":\"intended\"}\n{\"state\":\"loaded\"}"))
        .Steps.ShouldBe([ProtocolStep.Intend, ProtocolStep.Commit]);

    [Theory]
    [InlineData("INSERT INTO `sluice`.attempts FORMAT JSONEachRow\n{\"reason\":\"SELECT s3(\"}")]
    [InlineData("SELECT name FROM system.columns WHERE table = 'plain'")]
    [InlineData("KILL QUERY WHERE query_id = 'sluice-1' SYNC")]
    public void Other_statements_are_no_step(string statement) =>
        SeenRequest.Of(new SandboxRequest(SandboxService.ClickHouse, "POST", "/", "", statement)).Steps.ShouldBeEmpty();

    [Theory]
    [InlineData("ReceiveMessage", "Receive")]
    [InlineData("DeleteMessage", "Delete")]
    [InlineData("DeleteMessageBatch", "Delete")]
    public void An_action_of_SQS_is_known_by_its_name(string action, string step) =>
        SeenRequest.Of(new SandboxRequest(SandboxService.Sqs, action, "/", "agent-1", "{}")).Steps.ShouldBe([Enum.Parse<ProtocolStep>(step)]);

    [Fact]
    public void The_objects_of_a_request_are_known_by_their_keys()
    {
        var seen = SeenRequest.Of(new SandboxRequest(SandboxService.S3, "GET", "/bucket/market/plain/ds%3D2026-01-01/o000012.parquet", "agent-1", ""));

        seen.Steps.ShouldBe([ProtocolStep.Read]);
        seen.Objects.ShouldBe([12]);
    }
}
