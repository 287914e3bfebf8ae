using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sluice.Infra.Tests;

/// <summary>
/// The templates of the example configuration as they were last accepted, in <c>Snapshots/</c>, so that a change of what is deployed shows in a
/// review. <c>SLUICE_ACCEPT_SNAPSHOTS=1</c> writes them anew.
/// </summary>
[Trait("Category", "Unit")]
public sealed class SnapshotTests(SynthesizedPipelines pipelines)
{
    private static readonly JsonSerializerOptions _readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Theory]
    [InlineData("storage")]
    [InlineData("ingest")]
    [InlineData("identity")]
    [InlineData("watch")]
    public void What_is_deployed_is_what_was_accepted(string part)
    {
        var name = $"{pipelines.Dev.StackName(part)}.json";
        var actual = Sorted(pipelines.Dev.Stacks[pipelines.Dev.StackName(part)].Document);
        if (Environment.GetEnvironmentVariable("SLUICE_ACCEPT_SNAPSHOTS") == "1")
        {
            File.WriteAllText(Path.Combine(SourceDirectory(), name), actual!.ToJsonString(_readable) + "\n");
            return;
        }

        var accepted = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Snapshots", name)));
        var difference = JsonDifference.Between(accepted, actual);
        difference.Count.ShouldBe(
            0,
            $"{name} is not what was accepted (- accepted, + now):\n{string.Join('\n', difference)}\n"
            + "If it should be: run this test with SLUICE_ACCEPT_SNAPSHOTS=1 and commit Snapshots/.");
    }

    [Fact]
    public void A_difference_is_shown_by_path_and_nothing_else_is() =>
        JsonDifference.Between(
            JsonNode.Parse("""{ "a": 1, "b": { "c": [1, 2], "d": "same" }, "gone": true }"""),
            JsonNode.Parse("""{ "a": "1", "b": { "c": [1, 3, 4], "d": "same" }, "new": { "e": null } }""")).ShouldBe(
            [
                "- a: 1", "+ a: \"1\"", "- b.c[1]: 2", "+ b.c[1]: 3", "+ b.c[2]: 4", "- gone: true", "+ new.e: null",
            ]);

    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject members => new JsonObject(members.OrderBy(member => member.Key, StringComparer.Ordinal)
            .Select(member => KeyValuePair.Create(member.Key, member.Key == "DashboardBody" ? JsonNode.Parse((string)member.Value!) : Sorted(member.Value)))),
        JsonArray entries => new JsonArray([.. entries.Select(Sorted)]),
        _ => node?.DeepClone(),
    };

    private static string SourceDirectory([CallerFilePath] string file = "") => Path.Combine(Path.GetDirectoryName(file)!, "Snapshots");
}
