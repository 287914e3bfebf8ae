using System.Globalization;
using System.Text;
using Sluice.Failures;

namespace Sluice.Tests.Failures;

/// <summary>docs/operations.md shows the tables that the agent goes by. When a test fails, what it expected is what belongs into the document.</summary>
[Trait("Category", "Unit")]
public sealed class OperationsDocTests
{
    [Fact]
    public void The_retry_table_is_the_one_that_is_used() => Section("retries").ShouldBe(Retries());

    [Fact]
    public void The_codes_of_ClickHouse_are_the_ones_that_are_used() => Section("clickhouse").ShouldBe(ServerErrors());

    [Fact]
    public void The_answers_of_S3_are_the_ones_that_are_used() => Section("s3").ShouldBe(S3Answers());

    [Fact]
    public void The_Korean_retry_table_has_the_same_attempts_and_waits()
    {
        var rows = Section("retries", "operations.ko.md").Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(2)
            .Select(row => string.Join('|', row.Split('|', StringSplitOptions.TrimEntries)[1..5]));

        rows.ShouldBe(RetryTable.All.Select(rule => string.Create(
            CultureInfo.InvariantCulture, $"{rule.Kind}|{rule.Code?.ToString() ?? "–"}|{rule.Attempts}|{KoreanWaits(rule)}")));
    }

    private static string KoreanWaits(RetryRule rule) =>
        rule.Backoff.Count == 0 ? "없음" : string.Join(", ", rule.Backoff.Select(wait => string.Create(CultureInfo.InvariantCulture, $"{wait.TotalSeconds}초")));

    private static string Section(string name, string document = "operations.md")
    {
        using var stream = typeof(OperationsDocTests).Assembly.GetManifestResourceStream(document)!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var text = reader.ReadToEnd().ReplaceLineEndings("\n");
        var (begin, end) = ($"<!-- {name}: begin -->\n", $"<!-- {name}: end -->");
        return text[(text.IndexOf(begin, StringComparison.Ordinal) + begin.Length)..text.IndexOf(end, StringComparison.Ordinal)];
    }

    private static string Retries() => Table(
        "| kind | code | attempts | waits after each | what helps |\n| --- | --- | --: | --- | --- |",
        RetryTable.All.Select(rule => string.Create(
            CultureInfo.InvariantCulture,
            $"| {rule.Kind} | {rule.Code?.ToString() ?? "–"} | {rule.Attempts} | {Waits(rule)} | {rule.Remedy} |")));

    private static string Waits(RetryRule rule) =>
        rule.Backoff.Count == 0 ? "none" : string.Join(", ", rule.Backoff.Select(wait => string.Create(CultureInfo.InvariantCulture, $"{wait.TotalSeconds} s")));

    private static string ServerErrors() => Table(
        "| code | name | kind | waits for | when |\n| --: | --- | --- | --- | --- |",
        ServerErrorTable.All.Select(row => string.Create(
            CultureInfo.InvariantCulture, $"| {row.Code} | {row.Name} | {row.Kind} | {row.Sink?.ToString() ?? "–"} | {row.When} |")));

    private static string S3Answers() => Table(
        "| what ClickHouse's message says | kind | waits for | when |\n| --- | --- | --- | --- |",
        S3Answer.All.Append(S3Answer.None).Select(answer =>
            $"| {(answer.Words.Count == 0 ? "anything else" : string.Join(", ", answer.Words.Select(word => $"`{word}`")))} | {answer.Kind} | {answer.Sink?.ToString() ?? "–"} | {answer.When} |"));

    private static string Table(string head, IEnumerable<string> rows) => $"{head}\n{string.Join('\n', rows)}\n";
}
