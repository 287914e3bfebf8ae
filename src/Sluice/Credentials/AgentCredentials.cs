using Amazon.Runtime;
using Microsoft.Extensions.Logging;
using Sluice.Configuration;
using Sluice.Telemetry;

namespace Sluice.Credentials;

/// <summary>
/// The agent's AWS credentials, for the SDK's clients and for the statements that ClickHouse reads S3 with. They are resolved anew when the
/// shared files change and when a service refuses them; what the SDK refreshes by itself it goes on refreshing.
/// </summary>
internal sealed class AgentCredentials(CredentialSource source, CallerIdentity caller, TimeProvider time, ILogger<AgentCredentials> logger)
    : AWSCredentials, IDisposable
{
    // A source that gives the same again, or nothing, is not asked more often: each time may start a process or call a service.
    private static readonly TimeSpan _renewalPause = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _gate = new(1, 1);
    private volatile HeldCredentials? _held;
    private volatile bool _distrusted;
    private string? _failedFiles;
    private DateTimeOffset _notBefore;

    /// <summary>Told of each value, the first included, before anybody uses it. Must not throw or wait.</summary>
    public Action<HeldCredentials>? Obtained { get; set; }

    /// <inheritdoc />
    public override DateTime? Expiration => _held?.Expiration?.UtcDateTime;

    /// <summary>When AWS stops taking those in use; null while there are none, and for those that do not expire.</summary>
    public DateTimeOffset? ExpireAt => _held?.Expiration;

    /// <summary>The credentials to use now; ask anew for each request.</summary>
    /// <exception cref="ConfigurationException">The configured profile is not there.</exception>
    /// <exception cref="CredentialsException">There are none, now.</exception>
    public async Task<ImmutableCredentials> CurrentAsync() => (await HeldAsync()).Value;

    /// <summary>A service refused the credentials: they are resolved anew before they are used again.</summary>
    /// <param name="refused">Which; null for those in use. Others than those in use have been replaced already.</param>
    /// <param name="reason">What the service said, without a secret.</param>
    public void Distrust(ImmutableCredentials? refused = null, string? reason = null)
    {
        if (_held is { } held && !_distrusted && (refused is null || refused.Equals(held.Value)))
        {
            _distrusted = true;
            PipelineLog.CredentialsRefused(logger, held.KeyEnding, held.Source, reason ?? "no reason given");
        }
    }

    /// <summary>
    /// Whether the credentials themselves are good, which tells a refusal of one object from a refusal of the agent. Asks STS, which takes no
    /// permission; credentials that it refuses are distrusted.
    /// </summary>
    /// <param name="usedAt">When the refused request was begun: credentials that were replaced since say nothing about it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<CredentialsVerdict> CheckAsync(DateTimeOffset usedAt, CancellationToken cancellationToken)
    {
        HeldCredentials held;
        try
        {
            held = await HeldAsync();
        }
        catch (Exception e) when (e is CredentialsException or ConfigurationException)
        {
            return CredentialsVerdict.Refused;
        }

        if (held.ObtainedAt >= usedAt)
        {
            return CredentialsVerdict.Replaced;
        }

        var answer = await caller.AskAsync(held.Value, cancellationToken);
        if (answer.Verdict == CredentialsVerdict.Refused)
        {
            Distrust(held.Value, answer.Reason);
        }

        return answer.Verdict;
    }

    /// <inheritdoc />
    public override Task<ImmutableCredentials> GetCredentialsAsync() => CurrentAsync();

    /// <summary>
    /// Those in use. The SDK's signer asks for them on a thread of the pool, just after it has awaited <see cref="GetCredentialsAsync"/>: were it to wait here, a burst of requests would leave no
    /// thread to go on with.
    /// </summary>
    public override ImmutableCredentials GetCredentials() => _held?.Value ?? CurrentAsync().GetAwaiter().GetResult();

    /// <inheritdoc />
    public void Dispose() => _gate.Dispose();

    private async Task<HeldCredentials> HeldAsync()
    {
        await _gate.WaitAsync();
        try
        {
            return await HoldAsync();
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task<HeldCredentials> HoldAsync()
    {
        var files = await source.FilesAsync();
        if (_held is not { } held)
        {
            return Keep(await ObtainAsync(files));
        }

        if (!IsStale(held, files))
        {
            return await RefreshAsync(held);
        }

        try
        {
            var renewed = await ObtainAsync(files);
            _failedFiles = null;
            _distrusted = false;
            _notBefore = renewed.Value.Equals(held.Value) ? time.GetUtcNow() + _renewalPause : default;
            return Keep(renewed);
        }
        catch (Exception e) when (e is CredentialsException or ConfigurationException && !(held.Expiration <= time.GetUtcNow()))
        {
            // A file may be read while it is written, and a refusal may have meant something else: the old ones are better than none.
            PipelineLog.CredentialsNotRenewed(logger, held.KeyEnding, e.Message);
            _failedFiles = files;
            _notBefore = time.GetUtcNow() + _renewalPause;
            return held;
        }
    }

    private bool IsStale(HeldCredentials held, string files) =>
        (files != held.Files && files != _failedFiles) || ((_distrusted || files != held.Files) && time.GetUtcNow() >= _notBefore);

    private async Task<HeldCredentials> ObtainAsync(string files)
    {
        try
        {
            var origin = await source.ResolveAsync();
            return new HeldCredentials(origin, await origin.GetCredentialsAsync(), source.Describe(origin), files, time.GetUtcNow());
        }
        catch (Exception e) when (e is not ConfigurationException)
        {
            throw CredentialsException.Of(e);
        }
    }

    /// <summary>Lets the SDK refresh what it refreshes.</summary>
    private async Task<HeldCredentials> RefreshAsync(HeldCredentials held)
    {
        try
        {
            return Keep(held with { Value = await held.Origin.GetCredentialsAsync() });
        }
        catch (Exception e)
        {
            throw CredentialsException.Of(e);
        }
    }

    private HeldCredentials Keep(HeldCredentials next)
    {
        if (_held is { } held && held.Value.Equals(next.Value))
        {
            return _held = next with { ObtainedAt = held.ObtainedAt };
        }

        // "with" copies what was computed of the old value.
        _held = new HeldCredentials(next.Origin, next.Value, next.Source, next.Files, time.GetUtcNow());
        Obtained?.Invoke(_held);
        return _held;
    }
}
