using Microsoft.AspNetCore.Http;
using Sluice.Sandbox.Faults;

namespace Sluice.Sandbox.Gateway.Middleware;

/// <summary>Counts every request, also those that go wrong on purpose: AWS bills them too.</summary>
internal sealed class CallCounting(RequestDelegate next, CallCounts counts)
{
    public Task InvokeAsync(HttpContext context)
    {
        var operation = FaultInjection.OperationOf(context.Request);
        var service = FaultInjection.AwsService(context.Request) == SandboxService.Sqs ? "sqs" : "s3";
        counts.Add(new CountedCall(SigningKey.Of(context.Request), $"{service}:{operation}"));
        return next(context);
    }
}
