using Sluice.Configuration;
using Sluice.Credentials;

namespace Sluice.Operating.Doctor.Aws;

/// <summary>Whose AWS credentials the agent would use.</summary>
internal sealed class CredentialsCheck(AgentCredentials credentials, CallerIdentity caller, SluiceSettings settings, TimeProvider time) : IDoctorCheck
{
    private static readonly TimeSpan _short = TimeSpan.FromMinutes(5);

    public CheckInfo Info => CheckTable.Credentials;

    public async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken)
    {
        HeldCredentials? held = null;
        credentials.Obtained = obtained => held = obtained;
        try
        {
            await credentials.CurrentAsync();
        }
        catch (Exception e) when (e is CredentialsException or ConfigurationException)
        {
            return [Finding.Problem(Info.Name, e.Message.TrimEnd('.'), "name a profile in aws.profile, or give the SDK's chain one: docs/configuration.md, AWS credentials")];
        }

        return held is null ? [Finding.Skipped(Info.Name, "obtained by another command")] : [await JudgeAsync(held, cancellationToken)];
    }

    private async Task<Finding> JudgeAsync(HeldCredentials held, CancellationToken cancellationToken)
    {
        var answer = await caller.AskAsync(held.Value, cancellationToken);
        var key = $"key {held.KeyEnding} from {held.Source}, {held.ExpirationText}";
        return answer.Verdict switch
        {
            CredentialsVerdict.Refused => Finding.Problem(
                Info.Name, $"STS refuses {key} ({answer.Reason})", "give that source keys that are valid, or name another in aws.profile"),
            _ when answer.Account is { } account && account != settings.Topology.Account => Finding.Problem(
                Info.Name,
                $"{answer.Arn} is in account {account}; the queues are in {settings.Topology.Account}: {key}",
                "correct account in sluice.json, or name a profile of that account in aws.profile"),
            _ when held.Expiration - time.GetUtcNow() < _short => Finding.Warning(
                Info.Name, $"{answer.Arn ?? "identity unknown"}, {key}", "see that the source renews them: docs/configuration.md, AWS credentials"),
            CredentialsVerdict.Unknown => Finding.Warning(
                Info.Name, $"{key}; STS does not say whose they are ({answer.Reason})", $"let this machine out to {Endpoints.Sts(settings).Host}"),
            _ => Finding.Ok(Info.Name, $"{answer.Arn}, {key}"),
        };
    }
}
