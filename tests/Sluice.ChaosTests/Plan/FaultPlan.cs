using Sluice.ChaosTests.Steps;
using Sluice.ChaosTests.World;

namespace Sluice.ChaosTests.Plan;

/// <summary>
/// All faults in order. It depends on the seed alone. Every combination of kind, step and moment is dealt once before any comes again,
/// so that a long run meets each.
/// </summary>
internal sealed class FaultPlan(int seed, int agents, bool overwrites)
{
    // Of so many suspensions one lasts until another agent has the messages.
    private const int LongSuspensionOneIn = 10;

    private static readonly ProtocolStep[] _steps = [.. Enum.GetValues<ProtocolStep>().Where(step => step != ProtocolStep.Any)];

    private static readonly ProtocolStep[] _agentSteps = [.. _steps.Where(step => step != ProtocolStep.Read)];

    private static readonly ProtocolStep[] _inserts = [ProtocolStep.Insert, ProtocolStep.Stage, ProtocolStep.Publish];

    private static readonly ProtocolStep[] _overwritten =
        [ProtocolStep.Claim, ProtocolStep.Ask, ProtocolStep.Footer, ProtocolStep.Read, ProtocolStep.Intend, ProtocolStep.Insert, ProtocolStep.Stage, ProtocolStep.Publish, ProtocolStep.Commit];

    /// <summary>The faults, without end.</summary>
    public IEnumerable<PlannedFault> Faults()
    {
        var random = new Random(seed);
        var combinations = Combinations().Where(combination => overwrites || combination.Kind != FaultKind.Overwrite).ToArray();
        for (var number = 1; ;)
        {
            random.Shuffle(combinations);
            foreach (var (kind, step, moment) in combinations)
            {
                yield return new PlannedFault(
                    number++,
                    kind,
                    step,
                    moment,
                    Table(step, random),
                    random.Next(agents),
                    TimeSpan.FromMilliseconds(step == ProtocolStep.Any ? random.Next(0, 1500) : random.Next(0, 120)),
                    Length(kind, random));
            }
        }
    }

    private static IEnumerable<(FaultKind Kind, ProtocolStep Step, Moment Moment)> Combinations()
    {
        foreach (var kind in new[] { FaultKind.KillAgent, FaultKind.KillClickHouse, FaultKind.SuspendAgent })
        {
            yield return (kind, ProtocolStep.Any, Moment.Before);
            yield return (kind, ProtocolStep.Any, Moment.Before);
            foreach (var combination in _agentSteps.SelectMany(step => Around(kind, step)).Concat(_inserts.Select(step => (kind, step, Moment.During))))
            {
                yield return combination;
            }
        }

        var others = _steps.SelectMany(step => Around(FaultKind.Delay, step))
            .Concat(_steps.Select(step => (FaultKind.Reset, step, Moment.Before)))
            .Concat(_inserts.Select(step => (FaultKind.Reset, step, Moment.During)))
            .Concat(_steps.Select(step => (FaultKind.DropAnswer, step, Moment.After)))
            .Concat(_steps.Select(step => (FaultKind.Refuse, step, Moment.Before)))
            .Concat(_overwritten.SelectMany(step => Around(FaultKind.Overwrite, step)))
            .Concat([(FaultKind.DeliverTwice, ProtocolStep.Receive, Moment.After), (FaultKind.DeliverTwice, ProtocolStep.Receive, Moment.After)])
            .Concat([(FaultKind.Redeliver, ProtocolStep.Receive, Moment.After), (FaultKind.Redeliver, ProtocolStep.Receive, Moment.After)]);
        foreach (var combination in others)
        {
            yield return combination;
        }
    }

    private static IEnumerable<(FaultKind Kind, ProtocolStep Step, Moment Moment)> Around(FaultKind kind, ProtocolStep step) =>
        [(kind, step, Moment.Before), (kind, step, Moment.After)];

    private static ChaosTable? Table(ProtocolStep step, Random random)
    {
        var any = (ChaosTable)random.Next(Enum.GetValues<ChaosTable>().Length);
        return step switch
        {
            ProtocolStep.Publish => ChaosTable.Staged,
            ProtocolStep.Insert => (ChaosTable)((int)any % (int)ChaosTable.Staged),
            ProtocolStep.Any or ProtocolStep.Receive or ProtocolStep.Stage or ProtocolStep.Tidy or ProtocolStep.Delete => null,
            _ => any,
        };
    }

    private static TimeSpan Length(FaultKind kind, Random random)
    {
        var share = random.NextDouble();
        var isLong = random.Next(LongSuspensionOneIn) == 0;
        return kind switch
        {
            FaultKind.SuspendAgent when isLong => Timings.VisibilityTimeout + TimeSpan.FromSeconds(1 + (3 * share)),
            FaultKind.SuspendAgent => Timings.MessageTimeout + TimeSpan.FromSeconds(0.2 + (2 * share)),
            FaultKind.KillClickHouse => TimeSpan.FromSeconds(share / 2),
            FaultKind.Delay when isLong => Timings.MessageTimeout + TimeSpan.FromSeconds(share),
            FaultKind.Delay => TimeSpan.FromSeconds(0.05 + (2 * share)),
            FaultKind.Redeliver => TimeSpan.FromSeconds(3 + Math.Floor(12 * share)),
            _ => TimeSpan.Zero,
        };
    }
}
