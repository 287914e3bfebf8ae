namespace Sluice.ChaosTests.Checking;

/// <summary>What became of one content.</summary>
internal enum Verdict
{
    /// <summary>Each of its rows is there once and the ledger says so, or none is because other content took its place.</summary>
    Fine,

    /// <summary>Rows of it are missing.</summary>
    Lost,

    /// <summary>Rows of it are there more than once, or although the ledger says that it is not loaded.</summary>
    Duplicated,

    /// <summary>Nothing will happen to it any more, and it is not settled.</summary>
    Stuck,
}
