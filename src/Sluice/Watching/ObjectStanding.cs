namespace Sluice.Watching;

/// <summary>Where an object is: the answer to "where is s3://…?".</summary>
internal enum ObjectStanding
{
    /// <summary>Its rows are in its table.</summary>
    Loaded,

    /// <summary>An agent is at it now.</summary>
    Loading,

    /// <summary>It was uploaded, the rule takes it, and no agent has tried it yet: its message waits in the queue, or is on its way there.</summary>
    Queued,

    /// <summary>An attempt failed; its message comes back.</summary>
    Retrying,

    /// <summary>An agent has its message in hand and waits for a sink or its table.</summary>
    Waiting,

    /// <summary>Given up; its message is in the dead-letter queue.</summary>
    DeadLettered,

    /// <summary>Nobody can tell whether its rows are in the table.</summary>
    InDoubt,

    /// <summary>It was overwritten before it was read; the newer content is another object.</summary>
    Superseded,

    /// <summary>Earlier content of its key is loaded and stays.</summary>
    Skipped,

    /// <summary>Its rows were taken out for those of later content of its key.</summary>
    Replaced,

    /// <summary>Its rows were taken out by an operator.</summary>
    Unloaded,

    /// <summary>The EventBridge rule does not take it: no message was ever made of it.</summary>
    RefusedByRule,

    /// <summary>It is in the bucket and the rule takes it, but nothing was heard of it in the time that a message may take: nobody has announced it.</summary>
    NeverAnnounced,

    /// <summary>Neither the bucket nor the ledger knows it.</summary>
    NeverSeen,

    /// <summary>It is not in the ledger, and whether it is in the bucket cannot be found out (the agent may not ask, or S3 does not answer).</summary>
    Unknown,
}
