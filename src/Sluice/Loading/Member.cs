using System.Diagnostics.CodeAnalysis;
using Sluice.Admitting;
using Sluice.Failures;
using Sluice.Ledger;
using Sluice.Loading.ClickHouse;
using Sluice.Loading.Contract;

namespace Sluice.Loading;

/// <summary>
/// One object on its way through an attempt. It carries every delivery that asks for it; a member of an unfinished batch that is only loaded
/// along carries none.
/// </summary>
internal sealed class Member
{
    private Member(LoadId id, string key, string etag, string partition, IReadOnlyList<LoadRequest> requests)
    {
        Id = id;
        Key = key;
        ETag = etag;
        Partition = partition;
        Requests = requests;
    }

    public LoadId Id { get; }

    public string Key { get; }

    public string ETag { get; }

    /// <summary>Path between table and file.</summary>
    public string Partition { get; }

    public IReadOnlyList<LoadRequest> Requests { get; }

    /// <summary>Its size in bytes; null where no message says.</summary>
    public long? FileBytes => Requests is [var request, ..] ? request.FileSize : null;

    /// <summary>What the ledger says about it: the row that was read, or the one that this attempt wrote last.</summary>
    public LedgerEntry? Known { get; set; }

    /// <summary>Other contents of its key whose rows are in the table, or may be; empty where contents do not exclude one another.</summary>
    public IReadOnlyList<LedgerEntry> Others { get; set; } = [];

    /// <summary>Its footer, once it was read.</summary>
    public ObjectFooter? Footer { get; set; }

    /// <summary>Its columns, once they were read: those of every object that it shares an insert with.</summary>
    public IReadOnlyList<FileColumn>? Columns { get; set; }

    /// <summary>How its attempt ended, once it did.</summary>
    public LoadOutcome? Outcome { get; private set; }

    /// <summary>Whether the ledger has to be told of its failure still.</summary>
    public bool NeedsNote { get; private set; }

    public bool IsOpen => Outcome is null;

    /// <summary>An insert may have begun, and nobody has found out how it ended.</summary>
    [MemberNotNullWhen(true, nameof(Known))]
    public bool IsUnfinished => Known is { State: LoadState.Intended };

    /// <summary>It was alone in that insert, and its rows have not been looked for instead of sending it again.</summary>
    [MemberNotNullWhen(true, nameof(Known))]
    public bool MayBeLookedFor => IsUnfinished && Known is { BatchMembers.Count: <= 1, IsSpent: false };

    /// <summary>It shares that insert with others, and its rows can be told from theirs: whatever became of the insert says nothing of one of them.</summary>
    [MemberNotNullWhen(true, nameof(Known))]
    public bool IsOfUnfinishedBatch => IsUnfinished && Known is { BatchMembers.Count: > 1, Provenance.Length: > 0 };

    /// <summary>Deliveries of the same content are one member.</summary>
    public static Member Of(string etag, IReadOnlyList<LoadRequest> requests) =>
        new(LoadId.Of(requests[0].Bucket, requests[0].Key, etag), requests[0].Key, etag, requests[0].Partition, requests);

    /// <summary>A member of an unfinished batch whose message somebody else has.</summary>
    public static Member Of(LedgerEntry entry) => new(entry.LoadId, entry.Key, entry.ETag, entry.Partition, []) { Known = entry };

    /// <summary>Ends its attempt; the ledger knows.</summary>
    public void End(LoadOutcome outcome) => Outcome = outcome;

    /// <summary>Its attempt has not ended after all.</summary>
    public void Reopen() => Outcome = null;

    /// <summary>Ends its attempt with a failure; the ledger does not know yet.</summary>
    public void Fail(LoadOutcome outcome) => (Outcome, NeedsNote) = (outcome, true);

    /// <summary>Ends the attempts of those that are open still with a failure.</summary>
    public static void FailOpen(IEnumerable<Member> members, Func<Member, LoadOutcome> outcome)
    {
        foreach (var member in members.Where(member => member.IsOpen))
        {
            member.Fail(outcome(member));
        }
    }

    /// <summary>Ends its attempt because its table does not take it.</summary>
    public void Refuse(string reason) => Fail(new LoadOutcome.DeadLetter(new Failure(ErrorKind.Schema, reason), TimeSpan.Zero));

    /// <summary>
    /// The insert that was intended is known not to have happened: whatever is written next begins anew, and so hides the intent. With another token: a
    /// server that is killed remembers a block that it has not committed, and would drop the same insert.
    /// </summary>
    public void ForgetIntent()
    {
        if (IsUnfinished)
        {
            Known = Known with { State = LoadState.Failed, Generation = (ushort)(Known.Generation + 1), Renewals = (ushort)(Known.Renewals + 1), Staging = "", ChunkRows = 0, IsSpent = false };
        }
    }

    /// <inheritdoc />
    public override string ToString() => Key;
}
