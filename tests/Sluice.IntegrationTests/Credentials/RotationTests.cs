using Amazon.Runtime;
using Sluice.Configuration;
using Sluice.Credentials;
using Sluice.Sandbox;
using Sluice.Sandbox.Credentials;
using Sluice.Sandbox.Faults;
using Sluice.Telemetry;

namespace Sluice.IntegrationTests.Credentials;

/// <summary>Keys are rotated, revoked and expire while the agent runs: it goes on without a restart and without a dead letter (R15).</summary>
[Trait("Category", "Integration")]
[Collection(typeof(CredentialTests))]
public sealed class RotationTests(CredentialCloud fixture) : IAsyncDisposable
{
    private const int CredentialsRefused = 112, IdentityUnknown = 115, ReceiveFailed = 200, ReceiveRecovered = 201, SettleFailed = 304;

    private readonly CredentialBench _bench = new(fixture.Cloud);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private LocalCloud Cloud => fixture.Cloud;

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task A_profile_that_is_rotated_before_the_old_key_is_revoked_is_not_noticed_by_any_load()
    {
        var (old, rotated, table) = (_bench.NewKey(), _bench.NewKey(), await _bench.TableAsync());
        _bench.Profile.Write(old);
        await _bench.StartAsync();
        var first = await _bench.Agent.SaysAsync(LogEvents.IdentityInUse, "AWS identity");
        first.Message.ShouldBe(
            $"AWS identity arn:aws:sts::000000000000:assumed-role/dev-load-agent/sluice of account 000000000000: access key …{old[^4..]} from profile agent, does not expire");
        await _bench.Agent.SaysAsync(LogEvents.ObjectLoaded, await _bench.UploadAsync(table, "before"));

        _bench.Profile.Write(rotated);
        await _bench.Agent.SaysAsync(LogEvents.IdentityRenewed, $"…{rotated[^4..]} from profile agent");
        Cloud.AccessKeys.Set(old, AccessKeyState.Revoked);

        await _bench.Agent.SaysAsync(LogEvents.ObjectLoaded, await _bench.UploadAsync(table, "after"));
        (await _bench.CountAsync(table)).ShouldBe("1000");
        NeverSaid(CredentialsRefused, ReceiveFailed, SettleFailed, LogEvents.ObjectRetried, LogEvents.ObjectDeadLettered);
        _bench.Agent.Log.ShouldAllBe(entry => !entry.Message.Contains(old) && !entry.Message.Contains(rotated), "an access key id is shown by its end");
    }

    [Fact]
    public async Task A_key_that_is_revoked_before_its_profile_is_rotated_stops_receiving_until_then()
    {
        var (old, rotated, table) = (_bench.NewKey(), _bench.NewKey(), await _bench.TableAsync());
        _bench.Profile.Write(old);
        await _bench.StartAsync();

        Cloud.AccessKeys.Set(old, AccessKeyState.Revoked);
        await _bench.Agent.SaysAsync(CredentialsRefused, $"…{old[^4..]} from profile agent (InvalidClientTokenId)");
        await _bench.Agent.SaysAsync(ReceiveFailed, "load-queue failed");
        var key = await _bench.UploadAsync(table);
        _bench.Profile.Write(rotated);

        await _bench.Agent.SaysAsync(ReceiveRecovered, "works again");
        await _bench.Agent.SaysAsync(LogEvents.ObjectLoaded, key);
        NeverSaid(LogEvents.ObjectRetried, LogEvents.ObjectDeadLettered);
    }

    [Fact]
    public async Task A_session_that_expires_is_followed_by_the_next_one_of_the_process_within_the_same_request()
    {
        var (first, second, table) = (_bench.NewKey(), _bench.NewKey(), await _bench.TableAsync());
        _bench.Profile.WriteProcess(first, second);
        await _bench.StartAsync();
        (await _bench.Agent.SaysAsync(LogEvents.IdentityInUse, "AWS identity")).Message.ShouldContain("from credential_process of profile agent, expires 2");

        Cloud.AccessKeys.Set(first, AccessKeyState.Expired);
        await _bench.Agent.SaysAsync(CredentialsRefused, $"…{first[^4..]} from credential_process of profile agent (ExpiredToken)");
        await _bench.Agent.SaysAsync(LogEvents.IdentityRenewed, $"…{second[^4..]} from credential_process");

        await _bench.Agent.SaysAsync(LogEvents.ObjectLoaded, await _bench.UploadAsync(table));
        NeverSaid(ReceiveFailed, LogEvents.ObjectRetried, LogEvents.ObjectDeadLettered);
    }

    [Fact]
    public async Task A_message_is_deleted_even_when_the_session_expires_just_then()
    {
        var (first, second, table) = (_bench.NewKey(), _bench.NewKey(), await _bench.TableAsync());
        _bench.Profile.WriteProcess(first, second);
        var signers = new List<string>();
        Cloud.Faults.Decide = request =>
        {
            if (request.Operation == "DeleteMessageBatch")
            {
                signers.Add(request.AccessKeyId);
                Cloud.AccessKeys.Set(first, AccessKeyState.Expired);
            }

            return null;
        };
        await _bench.StartAsync();

        await _bench.Agent.SaysAsync(LogEvents.ObjectLoaded, await _bench.UploadAsync(table));

        signers.ShouldBe([first, second]);
        NeverSaid(SettleFailed);
    }

    [Fact]
    public async Task An_object_that_S3_refuses_under_the_old_key_waits_for_the_new_one_and_spends_no_attempt()
    {
        var (old, rotated, table) = (_bench.NewKey(), _bench.NewKey(), await _bench.TableAsync());
        _bench.Profile.Write(old);
        Cloud.Faults.Decide = request =>
        {
            if (request.Service == SandboxService.S3 && request.AccessKeyId == old && request.Target.Contains(table, StringComparison.Ordinal))
            {
                Cloud.AccessKeys.Set(old, AccessKeyState.Revoked);
            }

            return null;
        };
        await _bench.StartAsync();
        var key = await _bench.UploadAsync(table);
        await _bench.Agent.SaysAsync(LogEvents.ObjectHeld, key);
        await _bench.Agent.SaysAsync(500, "Credentials is at fault");

        _bench.Profile.Write(rotated);

        await _bench.Agent.SaysAsync(501, "Credentials works again");
        (await _bench.Agent.SaysAsync(LogEvents.ObjectLoaded, key)).Values["Attempt"].ShouldBe(1);
        NeverSaid(LogEvents.ObjectRetried, LogEvents.ObjectDeadLettered);
    }

    [Fact]
    public async Task An_STS_that_cannot_be_reached_is_said_once_and_stops_nothing()
    {
        var (first, second, table) = (_bench.NewKey(), _bench.NewKey(), await _bench.TableAsync());
        _bench.Profile.Write(first);
        await _bench.StartAsync(settings => settings with { Aws = settings.Aws with { StsEndpoint = new Uri("http://127.0.0.1:1") } });

        await _bench.Agent.SaysAsync(LogEvents.IdentityInUse, $"AWS identity unknown of account unknown: access key …{first[^4..]}");
        await _bench.Agent.SaysAsync(LogEvents.ObjectLoaded, await _bench.UploadAsync(table));
        _bench.Profile.Write(second);
        await _bench.Agent.SaysAsync(LogEvents.IdentityRenewed, $"…{second[^4..]}");

        _bench.Agent.Log.Count(entry => entry.EventId == IdentityUnknown).ShouldBe(1);
    }

    [Theory]
    [InlineData(AccessKeyState.Active, CredentialsVerdict.Valid)]
    [InlineData(AccessKeyState.Revoked, CredentialsVerdict.Refused)]
    [InlineData(AccessKeyState.Expired, CredentialsVerdict.Refused)]
    internal async Task STS_tells_good_credentials_from_bad_ones(AccessKeyState state, CredentialsVerdict expected)
    {
        var key = _bench.NewKey();
        Cloud.AccessKeys.Set(key, state);

        var answer = await Caller().AskAsync(new ImmutableCredentials(key, "secret", null), Stop);

        answer.Verdict.ShouldBe(expected);
        answer.Arn.ShouldBe(expected == CredentialsVerdict.Valid ? "arn:aws:iam::000000000000:user/dev-load-agent" : null);
    }

    private CallerIdentity Caller() => new(ConfigurationLoader.Load(Cloud.ConfigPath), TimeProvider.System);

    private void NeverSaid(params int[] eventIds) =>
        _bench.Agent.Log.Where(entry => eventIds.Contains(entry.EventId)).Select(entry => entry.Message).ShouldBeEmpty();
}
