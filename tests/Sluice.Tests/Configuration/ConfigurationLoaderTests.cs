using Microsoft.Extensions.Configuration;
using Sluice.Configuration;
using Sluice.Topology;

namespace Sluice.Tests.Configuration;

[Trait("Category", "Unit")]
public sealed class ConfigurationLoaderTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("sluice-test-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void The_least_that_can_be_written_gives_the_specifications_defaults()
    {
        var settings = Load(Minimal);

        settings.Topology.Domains.Select(domain => domain.Name).ShouldBe(["market", "customer", "analytics", "product"], "by priority, then name");
        settings.Topology.FindDomain("market")!.ShouldBe(
            new Domain("market", "market/", "market", DomainPriority.High, 5, 10, 10, 768L * 1024 * 1024));
        settings.Topology.VisibilityTimeout.ShouldBe(TimeSpan.FromSeconds(1800));
        settings.Topology.MaxReceiveCount.ShouldBe(3);
        (settings.Pipeline.MinConcurrency, settings.Pipeline.MaxConcurrency).ShouldBe((5, 20));
        settings.MemoryBytes.ShouldBe(3328L << 20, "by default all domains together");
        settings.Pipeline.LongPoll.ShouldBe(TimeSpan.FromSeconds(20));
        settings.ClickHouse.S3Endpoint.ShouldBe(new Uri("https://s3.ap-northeast-2.amazonaws.com"));
    }

    [Fact]
    public void Domains_of_the_file_replace_the_shipped_ones()
    {
        var settings = Load(With("\"domains\":{\"sales\":{\"priority\":\"High\",\"database\":\"dw\"},\"ops\":{}}"));

        settings.Topology.Domains.Select(domain => (domain.Name, domain.Prefix, domain.Database))
            .ShouldBe([("sales", "sales/", "dw"), ("ops", "ops/", "ops")]);
    }

    [Fact]
    public void Everything_that_is_wrong_is_said_at_once_with_key_value_and_limit()
    {
        var e = Should.Throw<ConfigurationException>(() => Load(
            """
            {
              "environment": "Dev!", "region": "ap-northeast-2", "bucket": "UPPER", "buckets": "x",
              "visibilityTimeout": "00:10:00", "maxReceiveCount": "three",
              "domains": { "market": { "maxNumberOfMessages": 11, "priority": "Urgent", "prefex": "m/" }, "b": { "prefix": "market/b/" } },
              "clickHouse": { "endpoint": "clickhouse:8123", "password": "hunter2" },
              "pipeline": { "minConcurrency": 4, "maxConcurrency": 21, "maxBatchObjects": 0, "batchLinger": "00:01:00", "longPoll": "00:01:00" }
            }
            """));

        e.Errors.Select(error => error.Key).ShouldBe(
            [
                "environment", "account", "bucket", "buckets", "visibilityTimeout", "maxReceiveCount",
                "domains:market:maxNumberOfMessages", "domains:market:priority", "domains:market:prefex", "domains:b:prefix",
                "clickHouse:endpoint", "clickHouse:password", "pipeline:minConcurrency", "pipeline:maxConcurrency", "pipeline:maxBatchObjects", "pipeline:batchLinger", "pipeline:longPoll",
            ],
            ignoreOrder: true);
        e.Message.ShouldContain("domains:market:maxNumberOfMessages is \"11\": expected a whole number from 5 to 10");
        e.Message.ShouldContain("maxReceiveCount is \"three\": expected a whole number");
        e.Message.ShouldContain("account is missing: expected the 12 digits");
        e.Message.ShouldContain("visibilityTimeout is \"00:10:00\": expected at least 6 × messageTimeout (00:30:00)");
        e.Message.ShouldNotContain("hunter2");
    }

    [Fact]
    public void All_inserts_together_have_the_memory_of_the_largest_domain_at_least()
    {
        var largest = Load(Minimal).Topology.Domains.Max(domain => domain.MemoryBytes) >> 20;

        Load(Minimal, ("pipeline:memoryMiB", $"{largest}")).MemoryBytes.ShouldBe(largest << 20);
        Should.Throw<ConfigurationException>(() => Load(Minimal, ("pipeline:memoryMiB", $"{largest - 1}")))
            .Message.ShouldContain($"pipeline:memoryMiB is \"{largest - 1}\": expected at least {largest}, the largest memoryMiB of a domain");
    }

    [Fact]
    public void Environment_variables_go_over_the_file_and_may_hold_the_password()
    {
        var settings = Load(Minimal, ("clickHouse:password", "s3cret"), ("pipeline:maxConcurrency", "7"));

        settings.ClickHouse.Password.ShouldBe("s3cret");
        settings.Pipeline.MaxConcurrency.ShouldBe(7);
        settings.ClickHouse.ToString().ShouldNotContain("s3cret");
    }

    [Fact]
    public void The_password_file_gives_its_first_line()
    {
        var file = Path.Combine(_directory.FullName, "password");
        File.WriteAllText(file, "s3cret\nnot this\n");

        Load(Minimal, ("clickHouse:passwordFile", file)).ClickHouse.Password.ShouldBe("s3cret");
        Should.Throw<ConfigurationException>(() => Load(Minimal, ("clickHouse:passwordFile", file + "x")))
            .Errors.Single().Key.ShouldBe("clickHouse:passwordFile");
    }

    [Theory]
    [InlineData("", "Session", null, null)]
    [InlineData("NamedCollection", "NamedCollection", "curated", null)]
    [InlineData("Server", "Server", null, null)]
    [InlineData("NamedCollection", null, null, "is missing: expected the named collection's name")]
    [InlineData("NamedCollection", null, "a b", "is \"a b\": expected letters, digits and underscores")]
    [InlineData("Server", null, "curated", "is \"curated\": expected nothing, unless clickHouse.s3Access is NamedCollection")]
    public void ClickHouse_reads_with_a_named_collection_only_where_one_is_named(string access, string? expected, string? name, string? error)
    {
        (string, string)[] overrides =
        [
            .. access.Length > 0 ? [("clickHouse:s3Access", access)] : Array.Empty<(string, string)>(),
            .. name is null ? Array.Empty<(string, string)>() : [("clickHouse:s3NamedCollection", name)],
        ];
        if (error is null)
        {
            var clickHouse = Load(Minimal, overrides).ClickHouse;
            ($"{clickHouse.S3Access}", clickHouse.S3NamedCollection).ShouldBe((expected, name));
        }
        else
        {
            Should.Throw<ConfigurationException>(() => Load(Minimal, overrides)).Message.ShouldContain($"clickHouse:s3NamedCollection {error}");
        }
    }

    [Fact]
    public void A_url_with_a_secret_in_it_is_refused_without_repeating_it() =>
        Should.Throw<ConfigurationException>(() => Load(Minimal.Replace("http://ch:8123", "http://u:hunter2@ch:8123")))
            .Message.ShouldNotContain("hunter2");

    [Fact]
    public void A_missing_file_and_a_broken_one_are_each_one_sentence()
    {
        Should.Throw<ConfigurationException>(() => ConfigurationLoader.Load(Path.Combine(_directory.FullName, "none.json")))
            .Message.ShouldEndWith("Write one with 'sluice init', or name yours with --config.");
        var e = Should.Throw<ConfigurationException>(() => Load("{ \"environment\": "));
        e.Message.ShouldContain("is not JSON");
        e.Message.ShouldNotContain(Environment.NewLine);
    }

    [Fact]
    public void Comments_and_a_schema_reference_are_fine() =>
        Load(Minimal.Replace("{\"env", "{ // the least\n \"$schema\": \"./sluice.schema.json\",\"env")).Topology.Environment.ShouldBe("dev");

    private const string Minimal =
        """{"environment":"dev","account":"111122223333","region":"ap-northeast-2","bucket":"b-dev","clickHouse":{"endpoint":"http://ch:8123"}}""";

    private static string With(string more) => Minimal.Insert(1, more + ",");

    private SluiceSettings Load(string json, params (string Key, string Value)[] overrides)
    {
        var path = Path.Combine(_directory.FullName, "sluice.json");
        File.WriteAllText(path, json);
        return ConfigurationLoader.Load(
            path, builder => builder.AddInMemoryCollection(overrides.ToDictionary(pair => pair.Key, pair => (string?)pair.Value)));
    }
}
