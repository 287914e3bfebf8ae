using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Sluice.Operating.Doctor;
using Sluice.Operating.Doctor.Aws;
using Sluice.Operating.Doctor.Network;

namespace Sluice.Tests.Operating;

[Trait("Category", "Unit")]
public sealed class DoctorHostTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_is_a_problem()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = ServeAsync(listener);

        var finding = await CheckAsync(new Uri($"https://localhost:{((IPEndPoint)listener.LocalEndpoint).Port}"));

        finding.Status.ShouldBe(CheckStatus.Problem);
        finding.Detail.ShouldContain("has a certificate that this machine does not accept");
        finding.Fix!.ShouldStartWith("renew the certificate");
        await serving;
    }

    [Fact]
    public async Task A_name_that_does_not_resolve_is_a_problem() =>
        (await CheckAsync(new Uri("https://nobody.invalid"))).Detail.ShouldStartWith("nobody.invalid:443 does not resolve");

    [Theory]
    [InlineData(0, nameof(CheckStatus.Ok))]
    [InlineData(29, nameof(CheckStatus.Ok))]
    [InlineData(-31, nameof(CheckStatus.Warning))]
    [InlineData(301, nameof(CheckStatus.Problem))]
    [InlineData(-301, nameof(CheckStatus.Problem))]
    public void A_clock_is_judged_by_how_far_it_is_off(int seconds, string status) =>
        $"{AwsClockCheck.Judge("clock", "AWS's", TimeSpan.FromSeconds(seconds), TimeSpan.FromMinutes(5)).Status}".ShouldBe(status);

    [Fact]
    public void A_queue_is_held_against_the_configuration()
    {
        var topology = Some.Topology();
        var rules = new QueueRules(topology, Some.Domain(), "https://q", "https://d");

        rules.OfQueue(new Dictionary<string, string>
        {
            ["VisibilityTimeout"] = "1801",
            ["SqsManagedSseEnabled"] = "false",
            ["RedrivePolicy"] = """{"deadLetterTargetArn":"arn:aws:sqs:ap-northeast-2:111122223333:other","maxReceiveCount":3}""",
        }).Select(finding => (finding.Status, finding.Detail)).ShouldBe(
        [
            (CheckStatus.Warning, "visibility timeout 1801 s instead of 1800 s"),
            (CheckStatus.Problem, "dead letters go to arn:aws:sqs:ap-northeast-2:111122223333:other instead of arn:aws:sqs:ap-northeast-2:111122223333:dev-market-load-dlq"),
            (CheckStatus.Warning, "messages are not encrypted at rest"),
        ]);
        rules.OfQueue(new Dictionary<string, string> { ["VisibilityTimeout"] = "1800", ["KmsMasterKeyId"] = "alias/k" })
            .ShouldHaveSingleItem().Detail.ShouldStartWith("no redrive policy");
        rules.OfDeadLetters(new Dictionary<string, string> { ["MessageRetentionPeriod"] = "345600", ["SqsManagedSseEnabled"] = "true" })
            .ShouldHaveSingleItem().Fix.ShouldBe("aws sqs set-queue-attributes --queue-url https://d --attributes MessageRetentionPeriod=1209600");
    }

    private static async Task<Finding> CheckAsync(Uri endpoint) =>
        (await new HostCheck(CheckTable.Sqs, endpoint, "aws.serviceUrl", isNeeded: true, TimeProvider.System).RunAsync(Stop)).ShouldHaveSingleItem();

    private static async Task ServeAsync(TcpListener listener)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        using var own = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(1));
        using var client = await listener.AcceptTcpClientAsync(Stop);
        await using var tls = new SslStream(client.GetStream());
        try
        {
            await tls.AuthenticateAsServerAsync(own);
        }
        catch (Exception e) when (e is AuthenticationException or IOException)
        {
            // The other side does not accept it, as it should
        }
    }
}
