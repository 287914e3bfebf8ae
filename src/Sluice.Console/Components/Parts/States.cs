using Sluice.Ledger;
using Sluice.Watching;
using Sluice.Watching.Alarms;

namespace Sluice.WebConsole.Components.Parts;

/// <summary>How states are told: a word, and what it means to whoever looks.</summary>
internal static class States
{
    public static string Name(LoadState state) => LedgerListing.NameOf(state).Replace('_', ' ');

    public static Tone ToneOf(LoadState state) => state switch
    {
        LoadState.Loaded => Tone.Good,
        LoadState.DeadLettered or LoadState.InDoubt => Tone.Bad,
        LoadState.Failed => Tone.Warn,
        LoadState.Intended => Tone.Info,
        _ => Tone.Plain,
    };

    public static (string Name, Tone Tone) Of(ObjectStanding standing) => standing switch
    {
        ObjectStanding.Loaded => ("loaded", Tone.Good),
        ObjectStanding.Loading => ("loading", Tone.Info),
        ObjectStanding.Queued => ("queued", Tone.Info),
        ObjectStanding.Retrying => ("retrying", Tone.Warn),
        ObjectStanding.Waiting => ("waiting", Tone.Warn),
        ObjectStanding.DeadLettered => ("dead letter", Tone.Bad),
        ObjectStanding.InDoubt => ("in doubt", Tone.Bad),
        ObjectStanding.Superseded => ("superseded", Tone.Plain),
        ObjectStanding.Skipped => ("skipped", Tone.Plain),
        ObjectStanding.Replaced => ("replaced", Tone.Plain),
        ObjectStanding.Unloaded => ("unloaded", Tone.Plain),
        ObjectStanding.RefusedByRule => ("refused by rule", Tone.Warn),
        ObjectStanding.NeverAnnounced => ("never announced", Tone.Bad),
        ObjectStanding.NeverSeen => ("never seen", Tone.Plain),
        _ => ("unknown", Tone.Warn),
    };

    public static Tone ToneOfOutcome(string outcome) => outcome switch
    {
        "Loaded" or "AlreadyLoaded" => Tone.Good,
        "DeadLetter" => Tone.Bad,
        "RetryLater" or "Held" => Tone.Warn,
        _ => Tone.Plain,
    };

    public static (string Name, Tone Tone) Of(AlarmState state) => state switch
    {
        AlarmState.Alarm => ("alarm", Tone.Bad),
        AlarmState.Ok => ("ok", Tone.Good),
        _ => ("no data", Tone.Plain),
    };
}
