namespace Sluice.Ledger;

/// <summary>Whether the ledger answered last time. Nobody asks it for this: it is what its users have met.</summary>
internal sealed class LedgerHealth
{
    private volatile string? _trouble = "the ledger has not been asked yet";

    /// <summary>What is wrong, without a key or a secret; null when nothing is.</summary>
    public string? Trouble => _trouble;

    public void Works() => _trouble = null;

    /// <param name="failure">What it ended in: the code or kind alone, since a message may name objects.</param>
    public void Fails(string failure) => _trouble = $"the ledger's last statement failed ({failure})";
}
