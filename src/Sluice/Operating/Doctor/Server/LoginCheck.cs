using ClickHouse.Driver;
using Sluice.Configuration;
using Sluice.Failures;

namespace Sluice.Operating.Doctor.Server;

/// <summary>Whether the user may log in, and to which version.</summary>
internal sealed class LoginCheck(ClickHouseClient client, SluiceSettings settings) : IDoctorCheck
{
    /// <summary>What the suites run on.</summary>
    private static readonly Version _tested = new(26, 7);

    /// <summary>The first to know every setting that is sent: <c>use_hive_partitioning</c> is the latest of them (<c>system.settings_changes</c>).</summary>
    private static readonly Version _least = new(24, 8);

    public CheckInfo Info => CheckTable.Login;

    public async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            var version = $"{await client.ExecuteScalarAsync("SELECT version()", cancellationToken: cancellationToken)}";
            return [Judge(version)];
        }
        catch (Exception e) when (e is ClickHouseServerException or HttpRequestException)
        {
            var failure = FailureClassifier.Classify(e);
            return
            [
                Finding.Problem(
                    Info.Name,
                    $"{settings.ClickHouse}: {failure.Reason}",
                    failure.Kind == ErrorKind.Permission || e is ClickHouseServerException
                        ? "correct clickHouse.user and its password (clickHouse.passwordFile, or SLUICE__CLICKHOUSE__PASSWORD), or make the user: docs/getting-started.md"
                        : "correct clickHouse.endpoint: it is the HTTP interface"),
            ];
        }
    }

    private Finding Judge(string text)
    {
        var isNumber = Version.TryParse(text, out var version);
        var detail = $"{settings.ClickHouse}, version {text}";
        return (isNumber, version) switch
        {
            (true, { } old) when old < _least => Finding.Problem(Info.Name, $"{detail}: settings that Sluice sends are new in {_least}", $"install ClickHouse {_tested}"),
            (true, { } known) when known.Major == _tested.Major && known.Minor == _tested.Minor => Finding.Ok(Info.Name, detail),
            _ => Finding.Warning(Info.Name, $"{detail}: Sluice is tested with {_tested}", $"try 'sluice doctor --e2e', or install ClickHouse {_tested}"),
        };
    }
}
