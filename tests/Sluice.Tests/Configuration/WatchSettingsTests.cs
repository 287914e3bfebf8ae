using Microsoft.Extensions.Configuration;
using Sluice.Configuration;

namespace Sluice.Tests.Configuration;

[Trait("Category", "Security")]
public sealed class WatchSettingsTests : IDisposable
{
    private const string Token = "sixteen-letters-";

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("sluice-test-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void Nothing_is_reachable_from_elsewhere_and_nothing_is_sent_unless_it_is_asked_for_R1()
    {
        var settings = Load();

        settings.Monitoring.Listen!.IsLoopback.ShouldBeTrue();
        settings.Console.Listen!.IsLoopback.ShouldBeTrue();
        (settings.Telemetry.Otlp, settings.Telemetry.Emf, settings.Console.Token).ShouldBe((null, EmfOutput.Off, null));
    }

    [Theory]
    [InlineData("http://127.0.0.1:8080")]
    [InlineData("http://127.0.0.9:8080")]
    [InlineData("http://[::1]:8080")]
    [InlineData("http://localhost:8080")]
    [InlineData("http://127.0.0.1:0")]
    public void On_loopback_the_console_needs_no_token(string listen) => Load(("console:listen", listen)).Console.Listen.ShouldBe(new Uri(listen));

    [Theory]
    [InlineData("http://0.0.0.0:8080")]
    [InlineData("http://[::]:8080")]
    [InlineData("http://192.168.1.10:8080")]
    public void Off_loopback_the_console_demands_a_token_or_oidc_and_TLS(string listen)
    {
        ErrorsOf(("console:listen", listen)).ShouldBe(["console:listen"]);
        ErrorsOf(("console:listen", listen), ("console:token", Token)).ShouldBe(["console:listen"], "the token would pass in clear text");
        ErrorsOf(("console:listen", listen), ("console:behindProxy", "true")).ShouldBe(["console:listen"]);
        Load(("console:listen", listen), ("console:token", Token), ("console:behindProxy", "true")).Console.Token.ShouldBe(Token);
        Load(
            ("console:listen", listen),
            ("console:oidc:authority", "https://login.example.com"),
            ("console:oidc:clientId", "sluice"),
            ("console:behindProxy", "true")).Console.Oidc!.Authority.ShouldBe(new Uri("https://login.example.com"));
    }

    [Fact]
    public void Behind_a_proxy_loopback_is_not_for_this_machine_alone()
    {
        ErrorsOf(("console:behindProxy", "true")).ShouldBe(["console:listen"]);
        Load(("console:behindProxy", "true"), ("console:token", Token)).Console.Listen!.IsLoopback.ShouldBeTrue();
    }

    [Fact]
    public void An_https_address_needs_a_certificate_and_no_other_has_one()
    {
        var pem = Path.Combine(_directory.FullName, "console.pem");
        File.WriteAllText(pem, "-");

        ErrorsOf(("console:listen", "https://0.0.0.0:8443"), ("console:token", Token)).ShouldBe(["console:certificateFile"]);
        ErrorsOf(("console:certificateFile", pem)).ShouldBe(["console:certificateFile"]);
        ErrorsOf(("console:listen", "https://0.0.0.0:8443"), ("console:token", Token), ("console:certificateFile", pem + "x")).ShouldContain("console:certificateFile");
        var console = Load(("console:listen", "https://0.0.0.0:8443"), ("console:token", Token), ("console:certificateFile", pem)).Console;
        (console.CertificateFile, console.CertificateKeyFile).ShouldBe((pem, pem));
    }

    [Theory]
    [InlineData("console:listen", "http://console.example.com:8080")]
    [InlineData("console:listen", "http://127.0.0.1:8080/console")]
    [InlineData("console:listen", "8080")]
    [InlineData("monitoring:listen", "https://127.0.0.1:9464")]
    [InlineData("monitoring:listen", "tcp://127.0.0.1:9464")]
    [InlineData("telemetry:otlpEndpoint", "collector:4317")]
    [InlineData("telemetry:emfEndpoint", "http://127.0.0.1:25888")]
    [InlineData("telemetry:emfEndpoint", "tcp://127.0.0.1")]
    [InlineData("console:token", "short")]
    [InlineData("console:tokenFile", "/nowhere/token")]
    public void What_cannot_be_used_is_refused_by_its_key(string key, string value) => ErrorsOf((key, value)).ShouldBe([key]);

    [Theory]
    [InlineData("console:oidc:authority", "http://login.example.com", "sluice", "a=b")]
    [InlineData("console:oidc:authority", null, "sluice", "a=b")]
    [InlineData("console:oidc:clientId", "https://login.example.com", null, "a=b")]
    [InlineData("console:oidc:requiredClaim", "https://login.example.com", "sluice", "admins")]
    public void An_identity_provider_is_whole_or_refused(string key, string? authority, string? clientId, string? claim) => ErrorsOf(
        ("console:oidc:authority", authority), ("console:oidc:clientId", clientId), ("console:oidc:requiredClaim", claim)).ShouldBe([key]);

    [Fact]
    public void One_way_of_signing_in_is_enough() => ErrorsOf(
        ("console:token", Token), ("console:oidc:authority", "https://login.example.com"), ("console:oidc:clientId", "sluice")).ShouldBe(["console:oidc"]);

    [Fact]
    public void Two_that_listen_do_not_share_a_port()
    {
        ErrorsOf(("console:listen", "http://127.0.0.1:9464")).ShouldBe(["console:listen"]);
        Load(("console:listen", "http://127.0.0.1:9464"), ("monitoring:enabled", "false")).Monitoring.Listen.ShouldBeNull();
        Load(("console:enabled", "false"), ("console:listen", "http://0.0.0.0:9464")).Console.Listen.ShouldBeNull("what is off harms nobody");
    }

    [Theory]
    [InlineData("\"console\": { \"token\": \"hunter2hunter2hunter2\" }", "console:token", "SLUICE__CONSOLE__TOKEN")]
    [InlineData("\"console\": { \"oidc\": { \"authority\": \"https://a.example\", \"clientId\": \"c\", \"clientSecret\": \"hunter2\" } }", "console:oidc:clientSecret", "SLUICE__CONSOLE__OIDC__CLIENTSECRET")]
    public void A_secret_in_the_file_is_refused_without_repeating_it(string section, string key, string variable)
    {
        var e = Should.Throw<ConfigurationException>(() => Load(section));

        e.Errors.ShouldHaveSingleItem().Key.ShouldBe(key);
        e.Message.ShouldContain(variable);
        e.Message.ShouldNotContain("hunter2");
    }

    [Fact]
    public void Settings_written_out_show_no_secret()
    {
        var console = Load(("console:token", Token)).Console;
        var oidc = Load(("console:oidc:authority", "https://a.example"), ("console:oidc:clientId", "c"), ("console:oidc:clientSecret", Token)).Console.Oidc!;

        $"{console} {oidc}".ShouldNotContain(Token);
        oidc.ClientSecret.ShouldBe(Token);
    }

    private List<string> ErrorsOf(params (string Key, string? Value)[] overrides) =>
        [.. Should.Throw<ConfigurationException>(() => Load(overrides)).Errors.Select(error => error.Key)];

    private SluiceSettings Load(params (string Key, string? Value)[] overrides) => Load("\"ledger\": {}", overrides);

    private SluiceSettings Load(string section, params (string Key, string? Value)[] overrides)
    {
        var file = Path.Combine(_directory.FullName, "sluice.json");
        File.WriteAllText(
            file,
            $$"""
              {
                "environment": "dev", "account": "111122223333", "region": "ap-northeast-2", "bucket": "curated",
                "clickHouse": { "endpoint": "http://ch:8123" }, {{section}}
              }
              """);
        return ConfigurationLoader.Load(file, builder => builder.AddInMemoryCollection(overrides.ToDictionary(each => each.Key, each => each.Value)));
    }
}
