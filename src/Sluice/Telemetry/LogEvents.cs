namespace Sluice.Telemetry;

/// <summary>Ids of the log events that programs may act on. They do not change.</summary>
public static class LogEvents
{
    /// <summary>Whose AWS credentials the agent uses, at start.</summary>
    public const int IdentityInUse = 110;

    /// <summary>Whose AWS credentials the agent uses from now on.</summary>
    public const int IdentityRenewed = 111;

    /// <summary>Where health and metrics are served.</summary>
    public const int MonitoringAddress = 120;

    /// <summary>Where the console is served.</summary>
    public const int ConsoleAddress = 121;

    /// <summary>One object's rows are in its table, and its message is deleted, or will be with the last of its objects.</summary>
    public const int ObjectLoaded = 300;

    /// <summary>An attempt failed; the message comes back.</summary>
    public const int ObjectRetried = 301;

    /// <summary>The message goes to the dead-letter queue.</summary>
    public const int ObjectDeadLettered = 302;

    /// <summary>The ledger knows the object as loaded; its message is deleted.</summary>
    public const int ObjectAlreadyLoaded = 305;

    /// <summary>The object was overwritten since it was announced; its message is deleted.</summary>
    public const int ObjectSuperseded = 306;

    /// <summary>ClickHouse, S3 or the table is at fault; the message stays in hand.</summary>
    public const int ObjectHeld = 310;

    /// <summary>Another content of the object's key stays; its message is deleted.</summary>
    public const int ObjectSkipped = 309;

    /// <summary>An alarm went on.</summary>
    public const int AlarmOn = 600;

    /// <summary>An alarm is over.</summary>
    public const int AlarmOver = 601;

    /// <summary>S3 tested a notification; the message is about no object and is deleted.</summary>
    public const int TestEventDismissed = 320;
}
