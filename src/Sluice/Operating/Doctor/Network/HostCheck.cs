namespace Sluice.Operating.Doctor.Network;

/// <summary>Whether a service can be reached from this machine, by TLS.</summary>
/// <param name="info">Which service.</param>
/// <param name="endpoint">Where it is.</param>
/// <param name="setting">The setting that says where it is.</param>
/// <param name="isNeeded">Whether the agent does not work without it.</param>
/// <param name="time">The clock.</param>
internal sealed class HostCheck(CheckInfo info, Uri endpoint, string setting, bool isNeeded, TimeProvider time) : IDoctorCheck
{
    private static readonly TimeSpan _shortest = TimeSpan.FromDays(14);

    public CheckInfo Info => info;

    public async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken)
    {
        return [Judge(await HostProbe.TryAsync(endpoint, time, cancellationToken))];
    }

    private Finding Judge(HostProbe.Answer answer)
    {
        var where = $"{endpoint.Host}:{endpoint.Port}";
        if (answer.Failure is { } failure)
        {
            return new Finding(
                info.Name,
                isNeeded ? CheckStatus.Problem : CheckStatus.Warning,
                $"{where} {failure}",
                answer.IsCertificate
                    ? $"renew the certificate of {where}, have this machine trust its issuer, or correct {setting}"
                    : $"let this machine out to {where}, or correct {setting}");
        }

        if (answer.Proxy is { } proxy)
        {
            return Finding.Ok(info.Name, $"{where}, through the proxy {proxy.Host}:{proxy.Port}");
        }

        if (answer.Protocol is not { } protocol)
        {
            return endpoint.IsLoopback
                ? Finding.Ok(info.Name, $"{where}, plain http on loopback")
                : Finding.Warning(info.Name, $"{where} is reached by plain http: secrets and rows pass in the open", $"use an https:// address in {setting}");
        }

        var left = answer.NotAfter - time.GetUtcNow();
        var detail = $"{where}, {protocol}, certificate valid for {(int)left.TotalDays} days";
        return left < _shortest ? Finding.Warning(info.Name, detail, $"renew the certificate of {where}") : Finding.Ok(info.Name, detail);
    }
}
