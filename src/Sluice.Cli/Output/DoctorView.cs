using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Sluice.Operating.Doctor;
using Spectre.Console;

namespace Sluice.Cli.Output;

/// <summary>Shows findings to people as they come, group by group, and to programs at the end.</summary>
internal sealed class DoctorView(IAnsiConsole console)
{
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    private readonly List<DoctorLineCheck> _shown = [];
    private string _group = "";

    public bool HasProblem => Count(CheckStatus.Problem) > 0;

    public void Show(CheckResult result)
    {
        if (result.Check.Group != _group)
        {
            _group = result.Check.Group;
            console.WriteLine(_group);
        }

        foreach (var finding in result.Findings)
        {
            _shown.Add(new DoctorLineCheck(_group, finding.Name, finding.Status, finding.Detail, finding.Fix));
            console.Write("  ");
            console.Write(Sign(finding.Status));
            console.WriteLine($" {finding.Name}: {finding.Detail}");
            if (finding.Fix is { } fix)
            {
                console.WriteLine($"      {fix}");
            }
        }
    }

    /// <summary>The last line; and the JSON, where it is asked for.</summary>
    public void Conclude(bool json)
    {
        var (ok, problems, warnings, skipped) = (Count(CheckStatus.Ok), Count(CheckStatus.Problem), Count(CheckStatus.Warning), Count(CheckStatus.Skipped));
        console.WriteLine();
        console.WriteLine($"{ok} ok, {Words.Several(problems, "problem")}, {Words.Several(warnings, "warning")}, {skipped} not looked at or not to be told.");
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(new DoctorLine(problems == 0, ok, problems, warnings, skipped, _shown), _json));
        }
    }

    private static Text Sign(CheckStatus status) => status switch
    {
        CheckStatus.Ok => new Text("✓", new Style(Color.Green)),
        CheckStatus.Warning => new Text("!", new Style(Color.Yellow)),
        CheckStatus.Problem => new Text("✗", new Style(Color.Red)),
        _ => new Text("–"),
    };

    private int Count(CheckStatus status) => _shown.Count(line => line.Status == status);
}
