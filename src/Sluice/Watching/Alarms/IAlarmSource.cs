namespace Sluice.Watching.Alarms;

/// <summary>Whoever evaluates the alarms in this process.</summary>
internal interface IAlarmSource
{
    /// <summary>The alarms of every domain as they stand. It neither waits nor throws.</summary>
    IReadOnlyList<AlarmStatus> Current { get; }

    /// <summary>Told when an alarm goes on or is over. It neither waits nor throws.</summary>
    event Action<AlarmStatus>? Changed;
}
