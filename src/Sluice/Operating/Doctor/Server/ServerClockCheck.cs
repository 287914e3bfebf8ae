using ClickHouse.Driver;
using Sluice.Operating.Doctor.Network;

namespace Sluice.Operating.Doctor.Server;

/// <summary>This machine's clock against the one that deadlines of inserts go by.</summary>
internal sealed class ServerClockCheck(ClickHouseClient client, TimeProvider time) : IDoctorCheck
{
    public CheckInfo Info => CheckTable.ClickHouseClock;

    public async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken)
    {
        var before = time.GetUtcNow();
        var answer = await client.ExecuteScalarAsync("SELECT toUnixTimestamp64Milli(now64(3))", cancellationToken: cancellationToken);
        var now = before + ((time.GetUtcNow() - before) / 2);
        var server = DateTimeOffset.FromUnixTimeMilliseconds(Convert.ToInt64(answer, System.Globalization.CultureInfo.InvariantCulture));
        return [AwsClockCheck.Judge(Info.Name, "ClickHouse's", now - server, refused: null)];
    }
}
