namespace Sluice.Sandbox.EventBridge;

/// <summary>One event on its way to one target.</summary>
/// <param name="Rule">The rule that matched it.</param>
/// <param name="Target">Where it goes.</param>
/// <param name="Message">What the target is to get.</param>
/// <param name="Event">The event itself, which a dead-letter queue gets.</param>
/// <param name="Time">When it happened.</param>
internal sealed record EventDelivery(EventRule Rule, EventTarget Target, string Message, string Event, DateTimeOffset Time);
