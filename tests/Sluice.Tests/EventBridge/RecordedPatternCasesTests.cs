using System.Text.Json;
using Sluice.Sandbox.EventBridge;

namespace Sluice.Tests.EventBridge;

[Trait("Category", "Unit")]
public sealed class RecordedPatternCasesTests
{
    private static readonly Dictionary<string, JsonElement> _cases = Load();

    public static TheoryData<string> Names => [.. _cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Answers_as_the_service_did(string name)
    {
        var recorded = _cases[name];
        Answer(recorded.GetProperty("pattern"), recorded.GetProperty("event")).ShouldBe(recorded.GetProperty("expect").GetString());
    }

    [Fact]
    public void None_of_the_91_cases_is_lost() => _cases.Count.ShouldBe(91);

    private static string Answer(JsonElement pattern, JsonElement @event)
    {
        try
        {
            return EventPattern.Parse(pattern).Matches(@event) ? "match" : "no-match";
        }
        catch (InvalidEventPatternException)
        {
            return "invalid";
        }
    }

    private static Dictionary<string, JsonElement> Load()
    {
        using var stream = typeof(RecordedPatternCasesTests).Assembly.GetManifestResourceStream("EventBridge.cases.json")!;
        return JsonSerializer.Deserialize<JsonElement>(stream).EnumerateArray()
            .ToDictionary(recorded => recorded.GetProperty("name").GetString()!);
    }
}
