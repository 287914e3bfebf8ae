namespace Sluice.Cli;

/// <summary>What the exit code of <c>sluice</c> says. Scripts rely on these.</summary>
internal static class ExitCodes
{
    /// <summary>Done, and nothing to complain about.</summary>
    public const int Success = 0;

    /// <summary>Done, and the answer is no: something was lost, duplicated, dead-lettered or refused; or an unexpected failure.</summary>
    public const int Failure = 1;

    /// <summary>The command line cannot be understood.</summary>
    public const int Usage = 2;

    /// <summary>The configuration, or a directory, file, table or object that was named, cannot be used.</summary>
    public const int BadInput = 3;

    /// <summary>
    /// Something that the command needs is missing or taken: Node.js, the sandbox's parts, a port, a ClickHouse that answers, a grant.
    /// </summary>
    public const int Unavailable = 4;

    /// <summary>Ended by Ctrl-C or SIGTERM before it was done.</summary>
    public const int Cancelled = 130;
}
