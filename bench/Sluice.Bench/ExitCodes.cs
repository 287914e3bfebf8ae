namespace Sluice.Bench;

/// <summary>What the exit code of a benchmark says.</summary>
internal static class ExitCodes
{
    /// <summary>Measured; whether targets are reached is in the table.</summary>
    public const int Done = 0;

    /// <summary>Somebody did not load what was there, or did not come to an end.</summary>
    public const int Failed = 1;

    /// <summary>The command line cannot be understood.</summary>
    public const int Usage = 2;

    /// <summary>Something that is needed is missing, or the time is over.</summary>
    public const int Unavailable = 4;

    /// <summary>Ended by Ctrl-C or SIGTERM.</summary>
    public const int Cancelled = 130;
}
