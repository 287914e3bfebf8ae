using Sluice.Ledger;

namespace Sluice.Bench.Ledger;

/// <summary>What the agent does with its ledger, with random objects each time.</summary>
/// <param name="ledger">The ledger, as the agent's user has it.</param>
/// <param name="objects">What it is asked about.</param>
internal sealed class LedgerProbe(LoadLedger ledger, ProbeObjects objects)
{
    /// <summary>Objects of one question: as many as SQS gives at once.</summary>
    public const int Objects = 10;

    private static readonly TimeSpan _lifetime = TimeSpan.FromMinutes(5);

    /// <summary>Every operation by its name.</summary>
    public IReadOnlyList<(string Name, Func<CancellationToken, Task> RunAsync)> Operations =>
    [
        ("ask", AskAsync),
        ("askUnknown", AskUnknownAsync),
        ("claimAndAsk", ClaimAndAskAsync),
        ("write", WriteAsync),
    ];

    private async Task AskAsync(CancellationToken cancellationToken)
    {
        var answer = await ledger.AskAsync(objects.Known(Objects), [], "", cancellationToken);
        Expect(answer, Objects);
    }

    private async Task AskUnknownAsync(CancellationToken cancellationToken)
    {
        var answer = await ledger.AskAsync(objects.Unknown(Objects), [], "", cancellationToken);
        Expect(answer, 0);
    }

    private async Task ClaimAndAskAsync(CancellationToken cancellationToken)
    {
        var versions = objects.Unknown(Objects);
        var claims = versions.Select(version => new LoadClaim(version.Id, version.Key)).ToList();
        var attempt = $"{Guid.NewGuid():N}";
        await ledger.ClaimAsync(claims, attempt, _lifetime, cancellationToken);
        Expect(await ledger.AskAsync(versions, claims, attempt, cancellationToken), 0);
    }

    private Task WriteAsync(CancellationToken cancellationToken)
    {
        var versions = objects.Unknown(Objects);
        var batch = LoadId.BatchOf(versions.Select(version => version.Id));
        return ledger.WriteAsync([.. versions.Select(version => Intent(version, batch, versions))], cancellationToken);
    }

    private LedgerEntry Intent(ObjectVersion version, string batch, IReadOnlyList<ObjectVersion> members) => new()
    {
        LoadId = version.Id,
        Bucket = objects.Bucket,
        Key = version.Key,
        ETag = version.Id.Value,
        Domain = "market",
        Database = "market",
        Table = "prices",
        Partition = "",
        FileSize = 50_000_000,
        CorrelationId = batch,
        BatchId = batch,
        BatchKeys = [.. members.Select(member => member.Key)],
        BatchMembers = [.. members.Select(member => member.Id)],
        BlockNumbers = new Dictionary<string, long> { ["market.prices"] = 1 },
        State = LoadState.Intended,
        Attempt = 1,
    };

    // A question that finds something else than it should measures something else.
    private static void Expect(LedgerAnswer answer, int entries)
    {
        if (answer.Entries.Count != entries)
        {
            throw new InvalidOperationException($"The ledger knows {answer.Entries.Count} of the objects, not {entries}.");
        }
    }
}
