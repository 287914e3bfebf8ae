namespace Sluice.Topology;

/// <summary>
/// What a period without data means to an alarm
/// (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html).
/// </summary>
public enum MissingData
{
    /// <summary>Nothing happened, and so nothing that breaches.</summary>
    NotBreaching,

    /// <summary>Nobody knows: the alarm stays as it is.</summary>
    Ignore,
}
