namespace Sluice.Operating;

/// <summary>What would become of an object if it were announced now.</summary>
internal enum Conclusion
{
    /// <summary>It would be loaded.</summary>
    WouldLoad,

    /// <summary>Its rows are in the table already.</summary>
    AlreadyLoaded,

    /// <summary>Its table keeps the key's first content, which is another (<c>onOverwrite: Skip</c>).</summary>
    WouldSkip,

    /// <summary>It would be dead-lettered.</summary>
    WouldRefuse,
}
