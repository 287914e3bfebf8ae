using System.Runtime.CompilerServices;
using ClickHouse.Driver;
using Sluice.Configuration;
using Sluice.Failures;
using Sluice.Topology;

namespace Sluice.Operating.DeadLetters;

/// <summary>
/// Looks at dead letters, and puts them back through their queues or deletes them. What SQS does not allow is part of the answer
/// (<see cref="DeadLetterRefusal"/>); what does not answer at all is an <see cref="AwsException"/>.
/// </summary>
internal sealed class DeadLetterDesk(DeadLetterQueues queues, DeadLetterLedger ledger, DeadLetterMoves moves, SluiceSettings settings, TimeProvider time)
{
    private const int FirstShown = 20;

    /// <summary>The letters that the filter takes. They are visible to others again when it returns.</summary>
    /// <param name="filter">Which.</param>
    /// <param name="most">Most letters of the answer.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellationToken">Gives up; what is in hand is let go.</param>
    /// <exception cref="OperationException">There is no such domain.</exception>
    /// <exception cref="AwsException">SQS does not answer.</exception>
    public async Task<DeadLetterList> ListAsync(DeadLetterFilter filter, int most, OperationProgress? progress, CancellationToken cancellationToken)
    {
        // At the same time: that a queue is empty takes a second to find out.
        var lists = await Task.WhenAll(Domains(filter).Select(domain => ListAsync(domain, filter, most, progress, cancellationToken)));
        var letters = lists.SelectMany(list => list.Letters).Take(most).ToList();
        return new DeadLetterList
        {
            Letters = letters,
            IsWhole = Array.TrueForAll(lists, list => list.IsWhole) && letters.Count == lists.Sum(list => list.Letters.Count),
            Hidden = lists.Sum(list => list.Hidden),
            Refusals = [.. lists.SelectMany(list => list.Refusals)],
            LedgerFault = lists.Select(list => list.LedgerFault).FirstOrDefault(fault => fault is not null),
        };
    }

    /// <summary>Counts the letters that the filter takes. It keeps their ids and none of their bodies.</summary>
    /// <exception cref="OperationException">There is no such domain.</exception>
    /// <exception cref="AwsException">SQS does not answer.</exception>
    public async Task<DeadLetterSurvey> SurveyAsync(DeadLetterFilter filter, OperationProgress? progress, CancellationToken cancellationToken)
    {
        var (counts, ids, first) = (new Dictionary<(string, string), long>(), new HashSet<string>(StringComparer.Ordinal), new List<DeadLetter>());
        var (refusals, hidden) = (new List<DeadLetterRefusal>(), 0);
        string? fault = null;
        foreach (var domain in Domains(filter))
        {
            refusals.AddRange(await RefusalsOfAsync(async () =>
            {
                await using var walk = new DeadLetterWalk(queues, domain);
                await foreach (var (found, ledgerFault) in FindAsync(walk, domain, filter, needsReason: true, progress, cancellationToken))
                {
                    fault ??= ledgerFault;
                    foreach (var letter in found.Select(held => held.Letter))
                    {
                        counts[(letter.Domain, letter.ErrorCode)] = counts.GetValueOrDefault((letter.Domain, letter.ErrorCode)) + 1;
                        ids.Add(letter.MessageId);
                        first.AddRange(first.Count < FirstShown ? [letter] : []);
                    }
                }

                hidden += walk.Hidden;
            }));
        }

        return new DeadLetterSurvey
        {
            Counts = [.. counts.OrderBy(count => count.Key).Select(count => new DeadLetterCount(count.Key.Item1, count.Key.Item2, count.Value))],
            MessageIds = ids,
            First = first,
            Hidden = hidden,
            Refusals = refusals,
            LedgerFault = fault,
        };
    }

    /// <summary>Puts the letters that the filter takes back into their load queues, where they are tried as often as new messages.</summary>
    /// <remarks>
    /// Without anything but a domain in the filter SQS moves them by itself, where it can. Letters that come in meanwhile stay, so that one that fails at once is not
    /// redriven again and again. Cancelled, or broken off because SQS does not answer (<see cref="DeadLetterReport.Fault"/>), it answers with what was moved until then.
    /// </remarks>
    /// <exception cref="OperationException">There is no such domain.</exception>
    public Task<DeadLetterReport> RedriveAsync(DeadLetterFilter filter, OperationProgress? progress, CancellationToken cancellationToken) =>
        InEachAsync(filter, async domain =>
            (filter.TakesAll ? await moves.TryMoveAsync(domain, progress, cancellationToken) : null)
            ?? await EachAsync(domain, filter, (actions, letters) => actions.MoveAsync(letters), progress, cancellationToken));

    /// <summary>Deletes the letters that the filter takes, for good. Those that come in meanwhile stay. Cancelled or broken off, it answers as a redrive does.</summary>
    /// <exception cref="OperationException">There is no such domain.</exception>
    public Task<DeadLetterReport> PurgeAsync(DeadLetterFilter filter, OperationProgress? progress, CancellationToken cancellationToken) =>
        InEachAsync(filter, domain => EachAsync(domain, filter, (actions, letters) => actions.DeleteAsync(letters), progress, cancellationToken));

    /// <summary>Goes through the domains until SQS does not answer.</summary>
    private async Task<DeadLetterReport> InEachAsync(DeadLetterFilter filter, Func<Domain, Task<DeadLetterReport>> doAsync)
    {
        var reports = new List<DeadLetterReport>();
        foreach (var domain in Domains(filter))
        {
            reports.Add(await ReportAsync(() => doAsync(domain)));
            if (reports[^1].Fault is not null)
            {
                break;
            }
        }

        return Join(reports);
    }

    private async Task<DeadLetterList> ListAsync(Domain domain, DeadLetterFilter filter, int most, OperationProgress? progress, CancellationToken cancellationToken)
    {
        var (letters, isWhole, hidden) = (new List<DeadLetter>(), true, 0);
        string? fault = null;
        var refusals = await RefusalsOfAsync(async () =>
        {
            await using var walk = new DeadLetterWalk(queues, domain);
            await foreach (var (found, ledgerFault) in FindAsync(walk, domain, filter, needsReason: true, progress, cancellationToken))
            {
                fault ??= ledgerFault;
                letters.AddRange(found.Select(held => held.Letter));
                if (letters.Count > most || HasAll(filter, letters.Count))
                {
                    break;
                }
            }

            (isWhole, hidden) = (walk.IsWhole, walk.Hidden);
        });
        return new DeadLetterList
        {
            Letters = [.. letters.Take(most)],
            IsWhole = isWhole && letters.Count <= most && refusals.Count == 0,
            Hidden = hidden,
            Refusals = refusals,
            LedgerFault = fault,
        };
    }

    private async Task<DeadLetterReport> EachAsync(
        Domain domain,
        DeadLetterFilter filter,
        Func<LetterActions, IReadOnlyList<HeldLetter>, Task<IReadOnlyList<HeldLetter>>> act,
        OperationProgress? progress,
        CancellationToken cancellationToken)
    {
        var (actions, began, taken, late) = (new LetterActions(queues, domain, time), time.GetUtcNow(), 0L, 0L);
        try
        {
            await using var walk = new DeadLetterWalk(queues, domain);
            await foreach (var (found, _) in FindAsync(walk, domain, filter, needsReason: filter.ErrorCode is not null, progress, cancellationToken))
            {
                // Whoever names a letter means it, whatever the clocks of SQS and of this machine say.
                var meant = found.Where(held => filter.MessageIds.Count > 0 || held.Letter.SentAt is not { } sent || sent <= began).ToList();
                late += found.Count - meant.Count;
                foreach (var gone in await act(actions, meant))
                {
                    walk.Forget(gone.Letter.MessageId);
                }

                taken += meant.Count;
                if (HasAll(filter, taken))
                {
                    break;
                }
            }
        }
        catch (OperationCanceledException)
        {
            return actions.Report with { IsCancelled = true };
        }
        catch (DeadLetterRefusedException e)
        {
            return actions.Report with { Refusals = [e.Refusal] };
        }
        catch (AwsException e)
        {
            return actions.Report with { Fault = e.Message };
        }

        return late == 0 ? actions.Report : actions.Report with
        {
            Notes = [$"{late} that came into {queues.Name(domain)} after it began {(late == 1 ? "was" : "were")} left there."],
        };
    }

    /// <summary>Walks the queue and gives out what the filter takes.</summary>
    private async IAsyncEnumerable<(IReadOnlyList<HeldLetter> Found, string? LedgerFault)> FindAsync(
        DeadLetterWalk walk,
        Domain domain,
        DeadLetterFilter filter,
        bool needsReason,
        OperationProgress? progress,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var ids = filter.MessageIds.ToHashSet(StringComparer.Ordinal);
        while (await walk.NextAsync(cancellationToken) is { } messages)
        {
            foreach (var _ in messages)
            {
                progress?.Count();
            }

            var read = messages.Select(message => new HeldLetter(DeadLetterText.Read(domain, message), message))
                .Where(held => (ids.Count == 0 || ids.Contains(held.Letter.MessageId)) && HasKey(held.Letter, filter.KeyPrefix))
                .ToList();
            var (letters, fault) = needsReason ? await WithReasonsAsync(read, filter, cancellationToken) : (read, null);
            yield return ([.. letters.Where(held => HasCode(held.Letter, filter.ErrorCode))], fault);
        }
    }

    private async Task<(IReadOnlyList<HeldLetter> Letters, string? Fault)> WithReasonsAsync(
        List<HeldLetter> letters, DeadLetterFilter filter, CancellationToken cancellationToken)
    {
        try
        {
            var filled = await ledger.FillAsync([.. letters.Select(held => held.Letter)], cancellationToken);
            return ([.. letters.Zip(filled, (held, letter) => held with { Letter = letter })], null);
        }
        catch (Exception e) when (filter.ErrorCode is null && e is ClickHouseServerException or HttpRequestException && !cancellationToken.IsCancellationRequested)
        {
            return (letters, $"the ledger cannot be asked why SQS moved some of them: {FailureClassifier.Classify(e).Reason}");
        }
    }

    private static bool HasKey(DeadLetter letter, string prefix) =>
        prefix.Length == 0 || letter.Keys.Any(key => key.StartsWith(prefix, StringComparison.Ordinal));

    private static bool HasCode(DeadLetter letter, string? code) =>
        code is null || code.Equals(letter.ErrorCode, StringComparison.OrdinalIgnoreCase) || code.Equals(letter.ErrorKind, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether there is nothing left to look for: each message is named, and found.</summary>
    private static bool HasAll(DeadLetterFilter filter, long found) => filter.MessageIds.Count > 0 && found >= filter.MessageIds.Count;

    private static async Task<IReadOnlyList<DeadLetterRefusal>> RefusalsOfAsync(Func<Task> work)
    {
        try
        {
            await work();
            return [];
        }
        catch (DeadLetterRefusedException e)
        {
            return [e.Refusal];
        }
    }

    private static async Task<DeadLetterReport> ReportAsync(Func<Task<DeadLetterReport>> work)
    {
        try
        {
            return await work();
        }
        catch (OperationCanceledException)
        {
            return new DeadLetterReport { IsCancelled = true };
        }
        catch (DeadLetterRefusedException e)
        {
            return new DeadLetterReport { Refusals = [e.Refusal] };
        }
        catch (AwsException e)
        {
            return new DeadLetterReport { Fault = e.Message };
        }
    }

    private static DeadLetterReport Join(IReadOnlyCollection<DeadLetterReport> reports) => new()
    {
        Done = reports.Sum(report => report.Done),
        FailedCount = reports.Sum(report => report.FailedCount),
        Failed = [.. reports.SelectMany(report => report.Failed)],
        Refusals = [.. reports.SelectMany(report => report.Refusals)],
        Notes = [.. reports.SelectMany(report => report.Notes)],
        Fault = reports.Select(report => report.Fault).FirstOrDefault(fault => fault is not null),
        IsCancelled = reports.Any(report => report.IsCancelled),
    };

    private IReadOnlyList<Domain> Domains(DeadLetterFilter filter)
    {
        if (filter.Domain is not { } name)
        {
            return settings.Topology.Domains;
        }

        return settings.Topology.FindDomain(name) is { } domain
            ? [domain]
            : throw new OperationException(
                OperationFault.BadInput, $"There is no domain {name}: it is one of {string.Join(", ", settings.Topology.Domains.Select(known => known.Name))}.");
    }
}
