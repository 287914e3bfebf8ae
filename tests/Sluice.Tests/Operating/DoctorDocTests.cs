using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Sluice.Operating.Doctor;
using Sluice.Operating.Doctor.EndToEnd;

namespace Sluice.Tests.Operating;

/// <summary>docs/commands.md lists the checks of <c>sluice doctor</c>. When a test fails, what it expected is what belongs into the document.</summary>
[Trait("Category", "Unit")]
public sealed class DoctorDocTests
{
    [Fact]
    public void The_table_of_checks_is_the_one_that_is_used()
    {
        var rows = CheckTable.All.Select(check => $"| {check.Group} | {check.Name} | {check.About} | {(check.Needs.IsEmpty ? "–" : string.Join(", ", check.Needs))} |");

        Section().ShouldBe($"| group | check | what it looks at | not tried without |\n| --- | --- | --- | --- |\n{string.Join('\n', rows)}\n");
    }

    [Fact]
    public async Task Every_check_of_the_table_is_made_once()
    {
        var settings = Some.Settings();
        await using var services = new ServiceCollection()
            .AddLogging()
            .AddSluiceOperations(settings)
            .AddDoctor(settings, settings)
            .AddSingleton<IProgress<string>>(new Progress<string>())
            .AddEndToEnd(settings, new EndToEndRequest(settings.Topology.Domains[0], TimeSpan.FromMinutes(1), null, "tag"))
            .BuildServiceProvider();

        services.GetServices<IDoctorCheck>().Select(check => check.Info)
            .ShouldBe(CheckTable.All.Except([CheckTable.Configuration]), ignoreOrder: true);
    }

    [Fact]
    public void What_a_check_needs_comes_before_it()
    {
        for (var n = 0; n < CheckTable.All.Length; n++)
        {
            CheckTable.All[n].Needs.ShouldBeSubsetOf(CheckTable.All[..n].Select(check => check.Name), CheckTable.All[n].Name);
        }
    }

    private static string Section()
    {
        using var stream = typeof(DoctorDocTests).Assembly.GetManifestResourceStream("commands.md")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var text = reader.ReadToEnd().ReplaceLineEndings("\n");
        const string begin = "<!-- doctor: begin -->\n";
        return text[(text.IndexOf(begin, StringComparison.Ordinal) + begin.Length)..text.IndexOf("<!-- doctor: end -->", StringComparison.Ordinal)];
    }
}
