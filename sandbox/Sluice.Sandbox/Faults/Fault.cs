namespace Sluice.Sandbox.Faults;

/// <summary>The usual faults.</summary>
public static class Fault
{
    /// <summary>The service is too busy: 503, not forwarded.</summary>
    public static IFault Refuse() => Of(call => call.RefuseAsync());

    /// <summary>The caller lacks the permission: 403, not forwarded.</summary>
    public static IFault Deny() => Of(call => call.DenyAsync());

    /// <summary>The connection closes before the server hears of it.</summary>
    public static IFault Reset() => Of(call =>
    {
        call.Reset();
        return Task.CompletedTask;
    });

    /// <summary>The server does it, and the client never hears the answer.</summary>
    public static IFault DropAnswer() => Of(async call =>
    {
        await call.ForwardAsync();
        call.Reset();
    });

    /// <summary>The request is late.</summary>
    /// <param name="delay">By how much.</param>
    /// <param name="time">The clock.</param>
    public static IFault DelayRequest(TimeSpan delay, TimeProvider time) => Of(async call =>
    {
        await Task.Delay(delay, time, call.ClientGone);
        await call.ForwardAsync();
        await call.AnswerAsync();
    });

    /// <summary>The answer is late.</summary>
    /// <param name="delay">By how much.</param>
    /// <param name="time">The clock.</param>
    public static IFault DelayAnswer(TimeSpan delay, TimeProvider time) => Of(async call =>
    {
        await call.ForwardAsync();
        await Task.Delay(delay, time, call.ClientGone);
        await call.AnswerAsync();
    });

    /// <summary>Any other.</summary>
    /// <param name="inject">Handles the request to its end.</param>
    public static IFault Of(Func<FaultyCall, Task> inject) => new DelegateFault(inject);

    private sealed class DelegateFault(Func<FaultyCall, Task> inject) : IFault
    {
        public Task InjectAsync(FaultyCall call) => inject(call);
    }
}
