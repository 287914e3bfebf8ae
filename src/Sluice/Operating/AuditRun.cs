namespace Sluice.Operating;

/// <summary>What one audit gathers as it goes.</summary>
/// <param name="request">What it is asked for.</param>
/// <param name="counts">Counts what is found.</param>
internal sealed class AuditRun(AuditRequest request, AuditCounts counts)
{
    private readonly List<AuditFinding> _findings = [];

    public AuditRequest Request { get; } = request;

    public AuditCounts Counts { get; } = counts;

    public IReadOnlyList<AuditFinding> Findings => _findings;

    public List<string> Notes { get; } = [];

    /// <summary>Objects that were, or would be, sent to their queues.</summary>
    public long Repaired { get; set; }

    /// <summary>Counts a finding that no judge has counted, and keeps it.</summary>
    public void Count(AuditFinding finding)
    {
        Counts.Find(finding.Kind);
        Keep(finding);
    }

    /// <summary>Keeps a finding, unless enough are kept.</summary>
    public void Keep(AuditFinding finding)
    {
        if (_findings.Count < Request.Limit)
        {
            _findings.Add(finding);
        }
    }
}
