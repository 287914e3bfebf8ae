using Sluice.Loading;

namespace Sluice.Settling;

/// <summary>
/// Joins the outcomes of the objects that one message asks for, whichever worker they come from: the message is settled once, when the last is known. It is
/// deleted only when all are done; it comes back when any wants another attempt (those that are done are then <c>AlreadyLoaded</c>); and it is dead-lettered
/// when nothing but dead letters is left.
/// </summary>
/// <param name="objects">Objects that the message asks for.</param>
internal sealed class DeliveryOutcome(int objects)
{
    private readonly Lock _gate = new();
    private int _open = objects;
    private LoadOutcome? _joined;

    /// <summary>Adds the outcome of one object.</summary>
    /// <param name="shared">Where the outcomes of its message are joined, or null when it is the message's only object.</param>
    /// <param name="outcome">Its outcome.</param>
    /// <returns>The message's outcome, or null while others of its objects have none.</returns>
    public static LoadOutcome? Join(DeliveryOutcome? shared, LoadOutcome outcome) => shared is null ? outcome : shared.Add(outcome);

    private LoadOutcome? Add(LoadOutcome outcome)
    {
        lock (_gate)
        {
            _joined = _joined is null ? outcome : Worse(_joined, outcome);
            return --_open == 0 ? _joined : null;
        }
    }

    private static LoadOutcome Worse(LoadOutcome one, LoadOutcome other) => (one, other) switch
    {
        (LoadOutcome.RetryLater first, LoadOutcome.RetryLater second) => first.Delay >= second.Delay ? first : second,
        _ => RankOf(other) > RankOf(one) ? other : one,
    };

    // Whatever is neither done nor a dead letter brings the message back.
    private static int RankOf(LoadOutcome outcome) => outcome switch
    {
        LoadOutcome.Loaded or LoadOutcome.AlreadyLoaded or LoadOutcome.Superseded or LoadOutcome.Skipped => 0,
        LoadOutcome.DeadLetter => 1,
        LoadOutcome.RetryLater => 3,
        _ => 2,
    };
}
