namespace Sluice.Operating;

/// <summary>What can be done about a finding without a person's judgement.</summary>
internal enum AuditRepair
{
    /// <summary>Nothing that is certain to do no harm.</summary>
    None,

    /// <summary>Send its message: the protocol goes on from whatever the ledger says.</summary>
    Announce,

    /// <summary>None of its rows is in the table: note that, then send its message.</summary>
    UnloadAndAnnounce,
}
