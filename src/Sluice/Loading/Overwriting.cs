using System.Globalization;
using System.Numerics;
using Sluice.Ledger;
using Sluice.Loading.Targets;

namespace Sluice.Loading;

/// <summary>
/// Leaves of each key the latest content only (<c>onOverwrite: Replace</c>). It comes after the commit, so that readers see both contents for a moment
/// and never neither; and it comes again with every delivery until it is done.
/// </summary>
internal sealed class Overwriting(LoadProtocol protocol, TargetTable target)
{
    /// <summary>Takes out the rows of all contents but the latest of each member's key.</summary>
    public async Task ReplaceAsync(IReadOnlyList<Member> members, CancellationToken cancellationToken)
    {
        var loaded = members.Where(member => member.Outcome is LoadOutcome.Loaded or LoadOutcome.AlreadyLoaded).ToList();
        if (loaded.Count == 0)
        {
            return;
        }

        // Asked again: another agent may have loaded another content in the meantime, and whoever commits last sees both.
        var answer = await protocol.Ledger.VersionsAsync(loaded.Select(member => member.Key), cancellationToken);
        var outdated = answer.Entries.Values
            .Where(entry => entry is { State: LoadState.Loaded, Provenance.Length: > 0 })
            .GroupBy(entry => entry.Key)
            .SelectMany(contents => Outdated([.. contents], loaded.First(member => member.Key == contents.Key)))
            .ToList();
        if (outdated.Count > 0)
        {
            await protocol.Remover.RemoveAsync(target, [.. outdated.Select(entry => entry.LoadId)], ignoreViews: false, cancellationToken);
            await protocol.Notes.ReplaceAsync(outdated, cancellationToken);
        }
    }

    private static IEnumerable<LedgerEntry> Outdated(IReadOnlyList<LedgerEntry> contents, Member member)
    {
        var latest = contents.Aggregate((one, other) => IsLater(other, one, member) ? other : one);
        return contents.Where(content => content != latest);
    }

    /// <summary>By sequencer (Amazon S3 user guide: compared as hexadecimal, the shorter padded with zeros), else by event time, else the one just loaded.</summary>
    private static bool IsLater(LedgerEntry one, LedgerEntry other, Member member)
    {
        if (SequenceOf(one) is { } first && SequenceOf(other) is { } second && first != second)
        {
            return first > second;
        }

        return one.EventTime is { } at && other.EventTime is { } before && at != before ? at > before : one.LoadId == member.Id;
    }

    private static BigInteger? SequenceOf(LedgerEntry entry) =>
        entry.Sequencer.Length > 0 && BigInteger.TryParse($"0{entry.Sequencer}", NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
