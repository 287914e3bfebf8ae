using System.Runtime.CompilerServices;
using Sluice.Failures;

namespace Sluice.Operating.Doctor;

/// <summary>Makes the checks: at once as far as they do not need one another, each within a time of its own.</summary>
internal sealed class DoctorRun(IEnumerable<IDoctorCheck> checks, TimeProvider time)
{
    /// <summary>The results in the order of <see cref="CheckTable"/>, each as soon as it and those before it are known.</summary>
    public async IAsyncEnumerable<CheckResult> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = new Dictionary<string, Task<CheckResult>>();
        foreach (var check in checks.OrderBy(check => CheckTable.All.IndexOf(check.Info)))
        {
            Task<CheckResult>[] needed = [.. check.Info.Needs.Select(need => running[need])];
            running[check.Info.Name] = RunAsync(check, needed, stop.Token);
        }

        try
        {
            foreach (var result in running.Values)
            {
                yield return await result;
            }
        }
        finally
        {
            await stop.CancelAsync();
            await ((Task)Task.WhenAll(running.Values)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<CheckResult> RunAsync(IDoctorCheck check, IReadOnlyCollection<Task<CheckResult>> needed, CancellationToken cancellationToken)
    {
        var results = await Task.WhenAll(needed);
        if (results.FirstOrDefault(result => !result.IsUsable) is { } missing)
        {
            return new CheckResult(check.Info, [Finding.Skipped(check.Info.Name, $"not tried: see {missing.Check.Name}")]);
        }

        using var limit = new CancellationTokenSource(check.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return new CheckResult(check.Info, await check.RunAsync(either.Token));
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            var detail = limit.IsCancellationRequested ? $"no answer within {check.Timeout.TotalSeconds} s" : Reason(e);
            return new CheckResult(check.Info, [Finding.Problem(check.Info.Name, detail, "run it again; if it stays so, look at the network in between")]);
        }
    }

    private static string Reason(Exception exception) => exception switch
    {
        AwsException aws => aws.Message,
        _ => FailureClassifier.Classify(exception).Reason,
    };
}
