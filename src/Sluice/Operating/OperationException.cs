namespace Sluice.Operating;

/// <summary>An operator's request cannot be met.</summary>
/// <param name="fault">Of what kind the obstacle is.</param>
/// <param name="message">What happened and what to do, one sentence.</param>
internal sealed class OperationException(OperationFault fault, string message) : Exception(message)
{
    public OperationFault Fault { get; } = fault;
}
