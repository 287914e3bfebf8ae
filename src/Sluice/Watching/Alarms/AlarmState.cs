namespace Sluice.Watching.Alarms;

/// <summary>State of an alarm, in CloudWatch's terms.</summary>
internal enum AlarmState
{
    /// <summary>There is no datapoint yet.</summary>
    InsufficientData,

    /// <summary>Not enough periods breach.</summary>
    Ok,

    /// <summary>Enough periods breach.</summary>
    Alarm,
}
