using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Sluice.Cli.Hosting.Health;

/// <summary>The body of a probe's answer: the status, and each check's with its reason.</summary>
internal static class HealthAnswer
{
    public static Task WriteAsync(HttpContext context, HealthReport report) => context.Response.WriteAsJsonAsync(
        new
        {
            status = $"{report.Status}",
            checks = report.Entries.ToDictionary(check => check.Key, check => new { status = $"{check.Value.Status}", reason = check.Value.Description }),
        },
        context.RequestAborted);
}
