using ClickHouse.Driver;
using Sluice.Admitting;
using Sluice.Configuration;
using Sluice.Failures;
using Sluice.Ledger;
using Sluice.Loading;
using Sluice.Loading.ClickHouse;
using Sluice.Loading.Contract;
using Sluice.Loading.Targets;
using Sluice.Receiving;
using Sluice.Topology;

namespace Sluice.Operating;

/// <summary>Looks at an object with the eyes of the agent, and changes nothing.</summary>
internal sealed class ObjectExplainer(
    LoadLedger ledger, FooterSummaries footers, ObjectContract contract, TargetTables targets, TargetRefusal refusal, SluiceSettings settings, TimeProvider time)
{
    private const long MiB = 1024 * 1024;

    /// <summary>What would become of the object.</summary>
    /// <exception cref="OperationException">There is no such object.</exception>
    public async Task<ObjectExplanation> ExplainAsync(S3Address address, CancellationToken cancellationToken)
    {
        var explanation = new ObjectExplanation { Address = address };
        if (RequestOf(address, out var reason) is not { } request)
        {
            return explanation with { Reasons = [reason!] };
        }

        explanation = explanation with { Request = request, Versions = await VersionsAsync(address.Key, cancellationToken) };
        try
        {
            var footer = await footers.ReadAsync(request.Key, cancellationToken);
            return await ExplainAsync(explanation with { Footer = footer, Block = BlockOf(footer, request.Domain) }, footer, cancellationToken);
        }
        catch (ClickHouseServerException e) when (FailureClassifier.IsMissingObject(e) || FailureClassifier.IsForbiddenObject(e))
        {
            throw new OperationException(
                OperationFault.BadInput,
                $"There is no object {address}, or the agent's AWS credentials may not read it: correct the key, or grant s3:GetObject and s3:ListBucket.");
        }
        catch (ClickHouseServerException e) when (FailureClassifier.Classify(e) is { Kind: ErrorKind.Format } failure)
        {
            return explanation with { Reasons = [$"{failure.Label}: {failure.Reason}"] };
        }
    }

    private async Task<ObjectExplanation> ExplainAsync(ObjectExplanation explanation, FooterSummary footer, CancellationToken cancellationToken)
    {
        var (request, address) = (explanation.Request!, explanation.Address);
        var id = LoadId.Of(address.Bucket, address.Key, footer.ETag);
        var known = explanation.Versions.FirstOrDefault(version => version.LoadId == id);
        var name = new TableName(request.Domain.Database, request.TableName);
        var rules = settings.Loading.For(name.Database, name.Name);
        var reasons = new List<string>(InDoubt(address, known));
        if (await targets.LookUpAsync(name, cancellationToken) is not { } target)
        {
            reasons.Add($"E003: {TargetRefusal.Missing(name)}");
            return explanation with { Conclusion = Conclude(known, isFirst: true, rules, reasons.Count > 0), Reasons = reasons };
        }

        var file = await contract.ReadColumnsAsync(request.Key, cancellationToken);
        var verdict = await contract.JudgeAsync(request.Key, request.Partition, target, file, statistics: [], cancellationToken);
        if (await refusal.OfAsync(name, target, rules, cancellationToken) is { } refused)
        {
            reasons.Add($"E003: {refused}");
        }

        reasons.AddRange(verdict.Findings.Where(finding => finding.Severity == FindingSeverity.Refusal).Select(finding => $"E003: {finding.Explanation.TrimEnd('.')}"));
        var earlier = explanation.Versions.Where(version => version.State == LoadState.Loaded && version.LoadId != id).ToList();
        return explanation with
        {
            Target = target,
            Verdict = verdict,
            Statement = StatementOf(request, target, verdict, footer, id),
            Conclusion = Conclude(known, earlier.Count == 0, rules, reasons.Count > 0),
            Reasons = reasons.Count > 0 || earlier.Count == 0 ? reasons : [$"the key had other content that is loaded, entity tag {string.Join(", ", earlier.Select(version => version.ETag))}, and onOverwrite is {rules.OnOverwrite}"],
        };
    }

    private static Conclusion Conclude(LedgerEntry? known, bool isFirst, TableRules rules, bool isRefused) => known?.State switch
    {
        LoadState.Loaded => Conclusion.AlreadyLoaded,
        _ when isRefused => Conclusion.WouldRefuse,
        _ when !isFirst && rules.OnOverwrite == OverwritePolicy.Skip => Conclusion.WouldSkip,
        _ => Conclusion.WouldLoad,
    };

    private static IEnumerable<string> InDoubt(S3Address address, LedgerEntry? known) => known?.State == LoadState.InDoubt
        ? [$"{known.Reason}: look into the table, then decide with 'sluice resolve {Watching.StandingJudge.Word(address)} --loaded' or '--not-loaded'"]
        : [];

    private string StatementOf(LoadRequest request, TargetTable target, ContractVerdict verdict, FooterSummary footer, LoadId id)
    {
        var columns = verdict.Mapping.Where(column => column.Origin is ColumnOrigin.File or ColumnOrigin.HiveKey).Select(column => column.Column);
        var plan = new InsertPlan(
            target.Name,
            [.. columns],
            [new InsertedObject(request.Key, footer.ETag, id)],
            target.Has(settings.Loading.ProvenanceColumn) ? settings.Loading.ProvenanceColumn : null,
            LoadId.BatchOf([id]),
            "",
            (time.GetUtcNow() + settings.Topology.MessageTimeout).UtcDateTime,
            request.Domain.MemoryBytes,
            request.CorrelationId);
        return InsertStatement.Explain(plan, settings);
    }

    private BlockPlan BlockOf(FooterSummary footer, Domain domain) =>
        BlockPlan.Of(footer.UncompressedBytes, settings.Loading.MaxBlockMiB * MiB, domain.MemoryBytes);

    /// <summary>The request that a message about the key would make.</summary>
    private LoadRequest? RequestOf(S3Address address, out string? reason)
    {
        var domains = settings.Topology.Domains;
        if (domains.FirstOrDefault(domain => address.Key.StartsWith(domain.Prefix, StringComparison.Ordinal)) is not { } domain)
        {
            reason = $"the key is in no domain: expected it to start with {string.Join(", ", domains.Select(known => known.Prefix))}";
            return null;
        }

        if (ObjectKey.TryParse(domain, address.Key, out reason) is not { } key)
        {
            reason = $"E001: {reason}";
            return null;
        }

        var delivery = new Delivery(domain, "explain", "", "", 1, null, time.GetUtcNow());
        return new LoadRequest(delivery, address.Bucket, address.Key, domain, key.TableName, key.Partition, null, "explain", null, null, null, null);
    }

    private async Task<IReadOnlyList<LedgerEntry>> VersionsAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            return [.. (await ledger.VersionsAsync([key], cancellationToken)).Entries.Values];
        }
        catch (ClickHouseServerException e) when (e.ErrorCode is ServerErrors.UnknownTable or ServerErrors.UnknownDatabase)
        {
            return [];
        }
    }
}
