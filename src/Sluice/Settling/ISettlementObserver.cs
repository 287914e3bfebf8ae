namespace Sluice.Settling;

/// <summary>Is told how each attempt ended, once SQS was told: the history, the metrics, the alarms.</summary>
internal interface ISettlementObserver
{
    /// <summary>Takes note of it. It is called in the way of the data: it neither waits nor throws.</summary>
    void Settled(SettledAttempt attempt);
}
