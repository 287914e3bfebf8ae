using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sluice.Configuration;
using Sluice.Telemetry;

namespace Sluice.Credentials;

/// <summary>Logs whose credentials the agent uses, at start and at each renewal, for the audit of credential rotation (R15).</summary>
internal sealed class IdentityLog(AgentCredentials credentials, CallerIdentity caller, ILogger<IdentityLog> logger) : BackgroundService
{
    private readonly Channel<HeldCredentials> _obtained = Channel.CreateUnbounded<HeldCredentials>();

    /// <inheritdoc />
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        credentials.Obtained = held => _obtained.Writer.TryWrite(held);
        try
        {
            await credentials.CurrentAsync();
        }
        catch (Exception e) when (e is CredentialsException or ConfigurationException)
        {
            PipelineLog.CredentialsMissing(logger, e.Message);
        }

        await base.StartAsync(cancellationToken);
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var (isFirst, isUnknown) = (true, false);
        try
        {
            await foreach (var held in _obtained.Reader.ReadAllAsync(stoppingToken))
            {
                var answer = await caller.AskAsync(held.Value, stoppingToken);
                if (answer.Verdict != CredentialsVerdict.Valid && !isUnknown)
                {
                    isUnknown = true;
                    PipelineLog.IdentityUnknown(logger, answer.Reason ?? "no reason given");
                }

                Say(held, answer, isFirst);
                isFirst = false;
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The agent stops.
        }
    }

    private void Say(HeldCredentials held, CallerAnswer answer, bool isFirst)
    {
        var (arn, account) = (answer.Arn ?? "unknown", answer.Account ?? "unknown");
        if (isFirst)
        {
            PipelineLog.IdentityInUse(logger, arn, account, held.KeyEnding, held.Source, held.ExpirationText);
        }
        else
        {
            PipelineLog.IdentityRenewed(logger, arn, account, held.KeyEnding, held.Source, held.ExpirationText);
        }
    }
}
