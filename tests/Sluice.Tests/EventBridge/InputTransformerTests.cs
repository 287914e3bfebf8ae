using System.Text.Json;
using Sluice.Sandbox.EventBridge;

namespace Sluice.Tests.EventBridge;

[Trait("Category", "Unit")]
public sealed class InputTransformerTests
{
    private const string Event =
        """
        {"id": "7bf7", "detail-type": "Test", "resources": ["arn:1", "arn:2"],
         "detail": {"key": "a/b.parquet", "size": 7.50, "ok": true, "none": null, "tags": [{"n.x": "시세"}], "empty": {}}}
        """;

    private static readonly TransformContext _context =
        new("arn:aws:events:ca-central-1:111122223333:rule/market", "market", new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

    [Theory]
    [InlineData("""{"k":<v>}""", """{"k":"a/b.parquet"}""")]
    [InlineData("""{"k":"<v>"}""", """{"k":"a/b.parquet"}""")]
    [InlineData("""{"k":"s3://b/<v>?<v>"}""", """{"k":"s3://b/a/b.parquet?a/b.parquet"}""")]
    [InlineData("""{"<v>":1}""", """{"a/b.parquet":1}""")]
    [InlineData("\"loaded <v>\"", "\"loaded a/b.parquet\"")]
    [InlineData("\"first\"\n\"<v>\"", "\"first\"\n\"a/b.parquet\"")]
    [InlineData("""{"\"<v>\"":<v>}""", """{"\"a/b.parquet\"":"a/b.parquet"}""")]
    [InlineData("""{"\\":<v>}""", """{"\\":"a/b.parquet"}""")]
    [InlineData("""{"k":"1 < 2 > <>"}""", """{"k":"1 < 2 > <>"}""")]
    public void Text_gets_quotes_unless_the_template_has_them(string template, string expected) =>
        Transform("$.detail.key", template).ShouldBe(expected);

    [Theory]
    [InlineData("$.detail.size", """{"k":7.50,"s":"7.50"}""")]
    [InlineData("$.detail.ok", """{"k":true,"s":"true"}""")]
    [InlineData("$.detail.none", """{"k":null,"s":"null"}""")]
    [InlineData("$.resources", """{"k":["arn:1","arn:2"],"s":"[arn:1,arn:2]"}""")]
    [InlineData("$.detail.tags", """{"k":[{"n.x":"시세"}],"s":"[{n.x:시세}]"}""")]
    [InlineData("$.detail.empty", """{"k":{},"s":"{}"}""")]
    [InlineData("$.detail.missing", """{"k":"","s":""}""")]
    [InlineData("$.missing.too", """{"k":"","s":""}""")]
    public void Other_values_go_in_as_they_are_and_missing_ones_as_an_empty_text(string path, string expected) =>
        Transform(path, """{"k":<v>,"s":"<v>"}""").ShouldBe(expected);

    [Theory]
    [InlineData("$.id", "\"7bf7\"")]
    [InlineData("$.detail-type", "\"Test\"")]
    [InlineData("$['detail-type']", "\"Test\"")]
    [InlineData("""$["detail"]["key"]""", "\"a/b.parquet\"")]
    [InlineData("$.resources[1]", "\"arn:2\"")]
    [InlineData("$.resources[2]", "\"\"")]
    [InlineData("$.resources.x", "\"\"")]
    [InlineData("$.id[0]", "\"\"")]
    [InlineData("$.detail.tags[0]['n.x']", "\"시세\"")]
    [InlineData("$.detail.KEY", "\"\"")]
    public void Paths_lead_through_names_indexes_and_brackets(string path, string expected) => Transform(path, "<v>").ShouldBe(expected);

    [Theory]
    [InlineData("<aws.events.rule-arn>", "\"arn:aws:events:ca-central-1:111122223333:rule/market\"")]
    [InlineData("\"by <aws.events.rule-name>\"", "\"by market\"")]
    [InlineData("<aws.events.event.ingestion-time>", "\"2026-01-02T03:04:05Z\"")]
    [InlineData("<aws.events.event>", """{"id":"7bf7","detail-type":"Test","resources":["arn:1","arn:2"]}""")]
    public void Predefined_variables_need_no_path(string template, string expected) => Transform("$.id", template).ShouldBe(expected);

    [Theory]
    [InlineData("$", "<v>")]
    [InlineData("$.id", "<aws.events.event.json>")]
    public void The_whole_event_goes_in_compact_and_otherwise_as_it_was(string path, string template) =>
        Transform(path, template).ShouldBe(Event.Replace("\n ", "").Replace(": ", ":").Replace(", ", ","));

    [Theory]
    [InlineData("<v>")]
    [InlineData("\"<v>\"")]
    public void Nothing_is_escaped_so_a_quote_breaks_the_message(string placeholder)
    {
        var message = TransformKey("market/a\"b.parquet", $$"""{"key":{{placeholder}}}""");

        message.ShouldBe("""{"key":"market/a"b.parquet"}""");
        Should.Throw<JsonException>(() => JsonDocument.Parse(message));
    }

    [Fact]
    public void Nothing_is_escaped_so_a_line_break_breaks_the_message() =>
        Should.Throw<JsonException>(() => JsonDocument.Parse(TransformKey("market/a\nb.parquet", """{"key":"<v>"}""")));

    [Fact]
    public void Nothing_is_escaped_so_a_backslash_makes_another_key()
    {
        using var message = JsonDocument.Parse(TransformKey(@"market/a\nb.parquet", """{"key":"<v>"}"""));

        message.RootElement.GetProperty("key").GetString().ShouldBe("market/a\nb.parquet");
    }

    [Theory]
    [InlineData("market/시세 🚀.parquet")]
    [InlineData("market/a+b%20c.parquet")]
    [InlineData("market/<v>.parquet")]
    public void A_key_without_quote_backslash_and_control_character_arrives_verbatim(string key)
    {
        using var message = JsonDocument.Parse(TransformKey(key, """{"key":"<v>"}"""));

        message.RootElement.GetProperty("key").GetString().ShouldBe(key);
    }

    [Theory]
    [InlineData("detail.key")]
    [InlineData("")]
    [InlineData("$.")]
    [InlineData("$..key")]
    [InlineData("$.detail[*]")]
    [InlineData("$.detail[-1]")]
    [InlineData("$.detail['key']x")]
    [InlineData("$.detail[?(@.key)]")]
    public void A_path_that_is_not_supported_is_refused(string path) =>
        Should.Throw<InvalidInputTransformerException>(() => Transform(path, "<v>"));

    [Fact]
    public void A_placeholder_without_a_path_is_refused() =>
        Should.Throw<InvalidInputTransformerException>(() => Transform("$.id", """{"a":<v>,"b":"<w>"}""")).Message.ShouldContain("<w>");

    [Theory]
    [InlineData("aws.events.event")]
    [InlineData("a b")]
    [InlineData("")]
    public void A_variable_name_of_other_characters_is_refused(string name) => Should.Throw<InvalidInputTransformerException>(
        () => new InputTransformer(new Dictionary<string, string> { [name] = "$.id" }, "\"x\""));

    [Theory]
    [InlineData(100, false)]
    [InlineData(101, true)]
    public void At_most_100_paths_are_taken(int count, bool refused)
    {
        var paths = Enumerable.Range(0, count).ToDictionary(i => $"v{i}", _ => "$.id");
        var construct = () => { _ = new InputTransformer(paths, "<v0>"); };

        if (refused)
        {
            Should.Throw<InvalidInputTransformerException>(construct);
        }
        else
        {
            Should.NotThrow(construct);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(8193)]
    public void A_template_that_is_empty_or_too_long_is_refused(int length) =>
        Should.Throw<InvalidInputTransformerException>(() => Transform("$.id", new string(' ', length)));

    private static string Transform(string path, string template) =>
        Transform(path, template, JsonSerializer.Deserialize<JsonElement>(Event));

    private static string TransformKey(string key, string template) =>
        Transform("$.detail.object.key", template, (ObjectCreatedEvents.Example with { Key = key }).ToElement());

    private static string Transform(string path, string template, JsonElement @event) =>
        new InputTransformer(new Dictionary<string, string> { ["v"] = path }, template).Transform(@event, _context);
}
