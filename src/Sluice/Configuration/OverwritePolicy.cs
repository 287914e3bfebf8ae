namespace Sluice.Configuration;

/// <summary>What happens to a key's earlier content when other content is uploaded under it. The same content again is always known.</summary>
public enum OverwritePolicy
{
    /// <summary>Each content is an object of its own: its rows are added.</summary>
    Append,

    /// <summary>The first content stays; later content is settled without being loaded.</summary>
    Skip,

    /// <summary>The rows of earlier content are taken out when those of later content are in. Needs the provenance column.</summary>
    Replace,
}
