using Amazon.Runtime;
using Microsoft.Extensions.Time.Testing;
using Sluice.Configuration;
using Sluice.Credentials;

namespace Sluice.Tests.Credentials;

[Trait("Category", "Unit")]
public sealed class AgentCredentialsTests : IDisposable
{
    private readonly CredentialFiles _files = new();
    private readonly FakeTimeProvider _time = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task Keys_that_are_rotated_in_the_file_are_used_from_the_next_request_on()
    {
        _files.Write("AKIAOLD");
        using var credentials = _files.Credentials(_time);
        (await KeyAsync(credentials)).ShouldBe("AKIAOLD");

        _files.Write("AKIANEW");

        (await KeyAsync(credentials)).ShouldBe("AKIANEW");
    }

    [Fact]
    public async Task Another_secret_of_the_same_key_is_another_value()
    {
        _files.Write("AKIAOLD", "first");
        using var credentials = _files.Credentials(_time);
        await credentials.CurrentAsync();
        _files.Write("AKIAOLD", "other");

        (await credentials.CurrentAsync()).SecretKey.ShouldBe("other");
    }

    [Fact]
    public async Task A_file_behind_a_link_that_leads_elsewhere_now_is_read_anew()
    {
        _files.Write("AKIAOLD", path: _files.In("first"));
        _files.Write("AKIANEW", path: _files.In("second"));
        File.CreateSymbolicLink(_files.Path, _files.In("first"));
        using var credentials = _files.Credentials(_time);
        (await KeyAsync(credentials)).ShouldBe("AKIAOLD");

        File.Delete(_files.Path);
        File.CreateSymbolicLink(_files.Path, _files.In("second"));

        (await KeyAsync(credentials)).ShouldBe("AKIANEW");
    }

    [Fact]
    public async Task While_the_file_is_being_written_the_old_keys_stay_in_use()
    {
        _files.Write("AKIAOLD");
        using var credentials = _files.Credentials(_time);
        await credentials.CurrentAsync();

        File.WriteAllText(_files.Path, "[ag");
        (await KeyAsync(credentials)).ShouldBe("AKIAOLD");
        File.WriteAllText(_files.Path, $"[{CredentialFiles.Profile}]\naws_access_key_id = AKIANEW\n");
        (await KeyAsync(credentials)).ShouldBe("AKIAOLD");
        _files.Write("AKIANEW");

        (await KeyAsync(credentials)).ShouldBe("AKIANEW");
    }

    [Fact]
    public async Task A_process_is_run_once_and_again_when_a_service_refuses_what_it_gave()
    {
        var runs = _files.WriteProcess(TimeSpan.FromHours(1));
        using var credentials = _files.Credentials(_time);
        (await KeyAsync(credentials)).ShouldBe("KEY1");
        (await KeyAsync(credentials)).ShouldBe("KEY1");
        runs().ShouldBe(1);

        credentials.Distrust();

        (await KeyAsync(credentials)).ShouldBe("KEY2");
        (await KeyAsync(credentials)).ShouldBe("KEY2");
        runs().ShouldBe(2);
    }

    [Fact]
    public async Task What_was_replaced_already_can_be_refused_as_often_as_it_was_used()
    {
        var runs = _files.WriteProcess(TimeSpan.FromHours(1));
        using var credentials = _files.Credentials(_time);
        var first = await credentials.CurrentAsync();

        for (var request = 0; request < 10; request++)
        {
            credentials.Distrust(first);
            (await KeyAsync(credentials)).ShouldBe("KEY2");
        }

        runs().ShouldBe(2);
    }

    [Fact]
    public async Task A_source_that_gives_the_same_again_is_asked_at_most_every_five_seconds()
    {
        var runs = _files.WriteProcess(TimeSpan.FromHours(1), isSame: true);
        using var credentials = _files.Credentials(_time);
        for (var request = 0; request < 10; request++)
        {
            await credentials.CurrentAsync();
            credentials.Distrust();
        }

        runs().ShouldBe(2);
        _time.Advance(TimeSpan.FromSeconds(5));
        await credentials.CurrentAsync();
        runs().ShouldBe(3);
    }

    [Fact]
    public async Task A_process_is_run_again_before_its_credentials_expire()
    {
        // The SDK does it in the background, from 15 min before the end.
        var runs = _files.WriteProcess(TimeSpan.FromMinutes(10));
        using var credentials = _files.Credentials(_time);
        var obtained = new List<HeldCredentials>();
        credentials.Obtained = obtained.Add;

        while (await KeyAsync(credentials) == "KEY1")
        {
            await Task.Yield();
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
        }

        runs().ShouldBeGreaterThan(1);
        obtained[0].Value.AccessKey.ShouldBe("KEY1");
        obtained[0].ExpirationText.ShouldStartWith("expires 2");
        obtained.Count.ShouldBeGreaterThan(1);
    }

    [Fact]
    public async Task Credentials_that_never_expire_say_so()
    {
        _files.WriteProcess();
        using var credentials = _files.Credentials(_time);
        HeldCredentials? obtained = null;
        credentials.Obtained = held => obtained = held;

        await credentials.CurrentAsync();

        obtained!.ExpirationText.ShouldBe("does not expire");
        obtained.Source.ShouldBe("credential_process of profile agent");
    }

    [Fact]
    public async Task A_process_that_fails_is_named_without_what_it_wrote()
    {
        _files.WriteProcess("sh -c 'echo hunter2 >&2; exit 3'");
        using var credentials = _files.Credentials(_time);

        var e = await Should.ThrowAsync<CredentialsException>(() => credentials.CurrentAsync());

        e.ToString().ShouldNotContain("hunter2");
        e.Message.ShouldContain("credential_process");
    }

    [Fact]
    public async Task A_process_that_failed_once_is_asked_by_the_next_request()
    {
        _files.WriteProcess("false");
        using var credentials = _files.Credentials(_time);
        await Should.ThrowAsync<CredentialsException>(() => credentials.CurrentAsync());
        _files.WriteProcess();

        (await KeyAsync(credentials)).ShouldBe("KEY1");
    }

    [Fact]
    public async Task A_profile_that_is_not_there_is_a_mistake_in_the_configuration()
    {
        File.WriteAllText(_files.Path, "");
        using var credentials = _files.Credentials(_time);

        (await Should.ThrowAsync<ConfigurationException>(() => credentials.CurrentAsync())).Message.ShouldContain("aws.profile");
    }

    [Fact]
    public async Task What_is_logged_of_them_holds_neither_secret_nor_the_whole_key()
    {
        _files.Write("AKIAIOSFODNN7EXAMPLE", "hunter2");
        using var credentials = _files.Credentials(_time);
        HeldCredentials? obtained = null;
        credentials.Obtained = held => obtained = held;

        await credentials.CurrentAsync();

        $"{obtained}".ShouldBe("…MPLE from profile agent");
        obtained!.ExpirationText.ShouldBe("does not expire");
    }

    [Fact]
    public async Task Credentials_that_were_replaced_since_a_request_say_nothing_about_it()
    {
        _files.Write("AKIAOLD");
        using var credentials = _files.Credentials(_time);
        await credentials.CurrentAsync();
        _time.Advance(TimeSpan.FromMinutes(1));
        var begun = _time.GetUtcNow();
        _time.Advance(TimeSpan.FromMinutes(1));
        _files.Write("AKIANEW");

        (await credentials.CheckAsync(begun, TestContext.Current.CancellationToken)).ShouldBe(CredentialsVerdict.Replaced);
    }

    [Theory]
    [InlineData("ExpiredToken", true)]
    [InlineData("InvalidClientTokenId", true)]
    [InlineData("InvalidAccessKeyId", true)]
    [InlineData("SignatureDoesNotMatch", true)]
    [InlineData("com.amazon.coral.service.UnrecognizedClientException", true)]
    [InlineData("AccessDenied", false)]
    [InlineData("RequestThrottled", false)]
    [InlineData(null, false)]
    public void Only_what_is_about_the_credentials_is_a_refusal_of_them(string? code, bool expected) =>
        CredentialRefusal.Is(new AmazonServiceException("refused", ErrorType.Sender, code, "", System.Net.HttpStatusCode.Forbidden)).ShouldBe(expected);

    private static async Task<string> KeyAsync(AgentCredentials credentials) => (await credentials.CurrentAsync()).AccessKey;
}
