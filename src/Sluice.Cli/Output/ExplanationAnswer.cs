using Sluice.Loading.Contract;
using Sluice.Operating;

namespace Sluice.Cli.Output;

/// <summary>The answer of <c>sluice explain --json</c>. People script against its keys.</summary>
internal static class ExplanationAnswer
{
    public static object Of(ObjectExplanation explanation) => new
    {
        Object = explanation.Address.ToString(),
        explanation.Conclusion,
        explanation.Reasons,
        Domain = explanation.Request?.Domain.Name,
        Table = explanation.Request is { } request ? $"{request.Domain.Database}.{request.TableName}" : null,
        explanation.Request?.Partition,
        Footer = explanation.Footer is { } footer
            ? new { Etag = footer.ETag, footer.SizeBytes, footer.Rows, footer.RowGroups, footer.UncompressedBytes }
            : null,
        Ledger = explanation.Versions.Select(version => new
        {
            Etag = version.ETag,
            LoadId = version.LoadId.Value,
            State = KnownVersions.Word(version.State),
            version.Rows,
            version.Reason,
        }),
        Written = explanation.Target?.Written.Select(table => new { Table = table.Name.ToString(), table.Engine, table.DeduplicationWindow }),
        Contract = explanation.Verdict is { } verdict ? Contract(verdict) : null,
        explanation.Block,
        Sql = explanation.Statement,
    };

    private static object Contract(ContractVerdict verdict) => new { verdict.Mode, verdict.IsAccepted, verdict.Findings, verdict.Mapping };
}
