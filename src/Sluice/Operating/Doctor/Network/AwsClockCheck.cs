using Sluice.Configuration;

namespace Sluice.Operating.Doctor.Network;

/// <summary>This machine's clock against the one that AWS checks signatures by.</summary>
internal sealed class AwsClockCheck(SluiceSettings settings, TimeProvider time) : IDoctorCheck
{
    /// <summary>AWS refuses what was signed longer ago, or later on (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html).</summary>
    private static readonly TimeSpan _refused = TimeSpan.FromMinutes(5);

    // The header has whole seconds, cut off.
    private static readonly TimeSpan _half = TimeSpan.FromSeconds(0.5);

    public CheckInfo Info => CheckTable.AwsClock;

    public async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken)
    {
        using var http = new HttpClient();
        var before = time.GetUtcNow();
        using var request = new HttpRequestMessage(HttpMethod.Get, Endpoints.Sqs(settings));
        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (answer.Headers.Date is not { } date)
        {
            return [Finding.Skipped(Info.Name, "SQS's answer has no Date")];
        }

        var now = before + ((time.GetUtcNow() - before) / 2);
        return [Judge(Info.Name, "AWS's", now - (date + _half), _refused)];
    }

    /// <summary>Judges a difference of clocks.</summary>
    public static Finding Judge(string name, string whose, TimeSpan ahead, TimeSpan? refused)
    {
        var detail = $"this machine's clock is {Words.Seconds(ahead.Duration())} {(ahead > TimeSpan.Zero ? "ahead of" : "behind")} {whose}";
        return ahead.Duration() switch
        {
            var skew when skew > refused => Finding.Problem(name, $"{detail}; AWS refuses signatures from {Words.Seconds(refused.Value)} on", Fix),
            var skew when skew > TimeSpan.FromSeconds(30) => Finding.Warning(name, detail, Fix),
            _ => Finding.Ok(name, detail),
        };
    }

    private const string Fix = "keep the clocks by NTP: 'timedatectl set-ntp true', or chrony";
}
