using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Sluice.ChaosTests.World;
using Sluice.Sandbox.Faults;

namespace Sluice.ChaosTests.Steps;

/// <summary>What a request of an agent is, told from its text alone: nothing in the agent knows of this suite.</summary>
/// <param name="Steps">The steps that it is; one statement can write intents and commits of several objects.</param>
/// <param name="Tables">The tables that it is about; empty when it names none.</param>
/// <param name="Objects">The numbers of the objects that it names.</param>
internal sealed partial record SeenRequest(
    ImmutableArray<ProtocolStep> Steps, ImmutableArray<ChaosTable> Tables, ImmutableArray<int> Objects)
{
    /// <summary>Looks at a request.</summary>
    public static SeenRequest Of(SandboxRequest request)
    {
        var text = request.Service == SandboxService.S3 ? request.Target : request.Body;
        ImmutableArray<ProtocolStep> steps = request.Service switch
        {
            SandboxService.Sqs => OfQueue(request.Operation),
            SandboxService.S3 => request.Operation is "GET" or "HEAD" && ObjectName().IsMatch(text) ? [ProtocolStep.Read] : [],
            _ => [.. OfStatement(text)],
        };
        return new SeenRequest(
            steps,
            steps.IsEmpty ? [] : [.. Enum.GetValues<ChaosTable>().Where(table => Names(text, TableNames.Of(table)))],
            steps.IsEmpty ? [] : [.. ObjectName().Matches(text).Select(match => int.Parse(match.Groups[1].Value)).Distinct()]);
    }

    /// <summary>Whether it is that step about that table.</summary>
    public bool IsAt(ProtocolStep step, ChaosTable? table) => Steps.Contains(step) && (table is not { } wanted || Tables.Contains(wanted));

    private static ImmutableArray<ProtocolStep> OfQueue(string action) => action switch
    {
        "ReceiveMessage" => [ProtocolStep.Receive],
        "DeleteMessage" or "DeleteMessageBatch" => [ProtocolStep.Delete],
        _ => [],
    };

    private static IEnumerable<ProtocolStep> OfStatement(string sql)
    {
        if (LedgerInsert().IsMatch(sql))
        {
            return new[] { (Step: ProtocolStep.Intend, State: IntendedState()), (Step: ProtocolStep.Commit, State: LoadedState()) }
                .Where(state => state.State.IsMatch(sql))
                .Select(state => state.Step);
        }

        var insert = InsertSelect().Match(sql);
        if (insert.Success && !sql.Contains("FORMAT JSONEachRow", StringComparison.Ordinal))
        {
            return OfInsert(insert.Groups["into"].Value.Trim('`'), sql[insert.Length..]);
        }

        return sql switch
        {
            _ when sql.Contains("ParquetMetadata", StringComparison.Ordinal) => [ProtocolStep.Footer],
            _ when DropTable().IsMatch(sql) => [ProtocolStep.Tidy],
            _ when LedgerSelect().IsMatch(sql) => [ProtocolStep.Ask],
            _ => [],
        };
    }

    private static ImmutableArray<ProtocolStep> OfInsert(string into, string select) => (IsTarget(into), ReadsS3().IsMatch(select)) switch
    {
        (true, true) => [ProtocolStep.Insert],
        (true, false) => [ProtocolStep.Publish],
        (false, true) => [ProtocolStep.Stage],
        _ => into == "claims" ? [ProtocolStep.Claim] : [],
    };

    private static bool IsTarget(string into) => Enum.GetValues<ChaosTable>().Any(table => into == TableNames.Of(table));

    // As a part of a key, or quoted as an identifier.
    private static bool Names(string text, string table) =>
        text.Contains($"/{table}/", StringComparison.Ordinal) || text.Contains($"`{table}`", StringComparison.Ordinal);

    [GeneratedRegex(@"^\s*INSERT\s+INTO\s+`?sluice`?\.`?loads`?\b", RegexOptions.IgnoreCase)]
    private static partial Regex LedgerInsert();

    [GeneratedRegex(@"^\s*INSERT\s+INTO\s+(?:TABLE\s+)?(?:`?\w+`?\.)?(?<into>`?\w+`?)[\s(].*?\bSELECT\b", RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex InsertSelect();

    [GeneratedRegex(@"\bFROM\s+`?sluice`?\.`?loads`?\b", RegexOptions.IgnoreCase)]
    private static partial Regex LedgerSelect();

    [GeneratedRegex(@"^\s*DROP\s+TABLE\b", RegexOptions.IgnoreCase)]
    private static partial Regex DropTable();

    [GeneratedRegex(@"\bs3(Cluster)?\(", RegexOptions.IgnoreCase)]
    private static partial Regex ReadsS3();

    [GeneratedRegex(@"""state""\s*:\s*""intended""|'intended'", RegexOptions.IgnoreCase)]
    private static partial Regex IntendedState();

    [GeneratedRegex(@"""state""\s*:\s*""loaded""|'loaded'", RegexOptions.IgnoreCase)]
    private static partial Regex LoadedState();

    [GeneratedRegex(@"o(\d{6})\.parquet")]
    private static partial Regex ObjectName();
}
