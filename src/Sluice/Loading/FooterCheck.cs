using ClickHouse.Driver;
using Sluice.Failures;
using Sluice.Loading.ClickHouse;
using Sluice.Telemetry;

namespace Sluice.Loading;

/// <summary>Reads the footers of objects, and so finds out which of them are still what was announced.</summary>
internal sealed class FooterCheck(LoadProtocol protocol, LoadScope scope)
{
    /// <summary>What was found.</summary>
    /// <param name="Unchanged">Those that are as announced; they have their footer.</param>
    /// <param name="Overwritten">Those that have other content.</param>
    /// <param name="Unreadable">Those that could not be read, each with the reason.</param>
    internal sealed record Found(
        IReadOnlyList<Member> Unchanged, IReadOnlyList<Member> Overwritten, IReadOnlyList<(Member Member, Exception Fault)> Unreadable);

    /// <exception cref="ClickHouseServerException">No object is at fault, but ClickHouse or S3.</exception>
    public Task<Found> ReadAsync(IReadOnlyList<Member> members, CancellationToken cancellationToken) =>
        protocol.Steps.RunAsync(LoadStep.Footer, members, () => CheckAsync(members, cancellationToken));

    private async Task<Found> CheckAsync(IReadOnlyList<Member> members, CancellationToken cancellationToken)
    {
        var (unchanged, overwritten, unreadable) = (new List<Member>(), new List<Member>(), new List<(Member, Exception)>());
        foreach (var (member, footer, fault) in await ReadEachAsync(members, cancellationToken))
        {
            if (fault is not null)
            {
                unreadable.Add((member, fault));
            }
            else if (footer!.ETag != member.ETag)
            {
                overwritten.Add(member);
            }
            else
            {
                member.Footer = footer;
                unchanged.Add(member);
            }
        }

        return new Found(unchanged, overwritten, unreadable);
    }

    private async Task<IReadOnlyList<(Member Member, ObjectFooter? Footer, Exception? Fault)>> ReadEachAsync(
        IReadOnlyList<Member> members, CancellationToken cancellationToken)
    {
        var together = members.Where(member => ObjectUrl.CanShare(member.Key)).ToList();
        var results = new List<(Member, ObjectFooter?, Exception?)>();
        if (together.Count > 1 && await TryTogetherAsync(together, cancellationToken) is { } footers)
        {
            results.AddRange(together.Select(member => (member, (ObjectFooter?)footers[member.Key], (Exception?)null)));
        }
        else
        {
            together = [];
        }

        foreach (var member in members.Except(together))
        {
            results.Add(await AloneAsync(member, cancellationToken));
        }

        return results;
    }

    /// <summary>Null when one of them is at fault, which spoils the question for all.</summary>
    private async Task<IReadOnlyDictionary<string, ObjectFooter>?> TryTogetherAsync(IReadOnlyList<Member> members, CancellationToken cancellationToken)
    {
        try
        {
            return await protocol.Footers.ReadAsync([.. members.Select(member => member.Key).Distinct()], scope.KeepsObjects(members), cancellationToken);
        }
        catch (Exception e) when (IsOfObject(e))
        {
            return null;
        }
    }

    private async Task<(Member Member, ObjectFooter? Footer, Exception? Fault)> AloneAsync(Member member, CancellationToken cancellationToken)
    {
        try
        {
            return (member, (await protocol.Footers.ReadAsync([member.Key], scope.KeepsObjects([member]), cancellationToken))[member.Key], null);
        }
        catch (Exception e) when (IsOfObject(e))
        {
            return (member, null, e);
        }
    }

    // A sink's fault would only be met again by each of them.
    private static bool IsOfObject(Exception exception) =>
        exception is ClickHouseServerException or InvalidDataException && FailureClassifier.Classify(exception).Sink is null;
}
