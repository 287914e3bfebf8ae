namespace Sluice.ChaosTests.Plan;

/// <summary>What goes wrong.</summary>
internal enum FaultKind
{
    /// <summary><c>kill -9</c> of the agent; another is started at once.</summary>
    KillAgent,

    /// <summary><c>kill -9</c> of ClickHouse; it is started again on the same data.</summary>
    KillClickHouse,

    /// <summary>SIGSTOP of the agent for longer than its deadline, at times for longer than its messages stay hidden, then SIGCONT.</summary>
    SuspendAgent,

    /// <summary>The connection closes.</summary>
    Reset,

    /// <summary>The server does it and its answer is lost.</summary>
    DropAnswer,

    /// <summary>The request or its answer is late.</summary>
    Delay,

    /// <summary>503.</summary>
    Refuse,

    /// <summary>The messages of a receive are delivered once more at once.</summary>
    DeliverTwice,

    /// <summary>The messages of a receive are delivered once more after they were loaded.</summary>
    Redeliver,

    /// <summary>The object gets other content.</summary>
    Overwrite,
}
