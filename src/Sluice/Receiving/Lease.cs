namespace Sluice.Receiving;

/// <summary>How long a delivery is hidden from others (its visibility timeout). <see cref="LeaseKeeper"/> extends it while the message is in hand.</summary>
internal sealed class Lease
{
    private volatile bool _isLost;

    /// <summary>Until when, by the agent's clock.</summary>
    public DateTimeOffset Until { get; set; } = DateTimeOffset.MaxValue;

    /// <summary>SQS does not know the receipt handle any more: somebody else may have the message.</summary>
    public bool IsLost => _isLost;

    public void Lose() => _isLost = true;
}
