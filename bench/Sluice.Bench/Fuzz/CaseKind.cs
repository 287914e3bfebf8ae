namespace Sluice.Bench.Fuzz;

/// <summary>What became of a message.</summary>
internal enum CaseKind
{
    /// <summary>At least one of its objects is loaded.</summary>
    Admitted,

    /// <summary>Nothing of it is loaded, and the reason is known.</summary>
    Refused,

    /// <summary>It is S3's test of a notification.</summary>
    TestEvent,
}
