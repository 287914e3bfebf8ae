namespace Sluice.Operating.Doctor;

/// <summary>What became of one check.</summary>
internal enum CheckStatus
{
    /// <summary>As it should be.</summary>
    Ok,

    /// <summary>It works, and somebody should look at it.</summary>
    Warning,

    /// <summary>Objects are not loaded, or not exactly once, until it is put right.</summary>
    Problem,

    /// <summary>Not looked at, or not to be told; the detail says why.</summary>
    Skipped,
}
