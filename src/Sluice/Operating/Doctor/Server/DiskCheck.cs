using System.Globalization;
using ClickHouse.Driver;
using Sluice.Loading.ClickHouse;

namespace Sluice.Operating.Doctor.Server;

/// <summary>Whether ClickHouse's disks have room: what is staged is there twice for a while.</summary>
internal sealed class DiskCheck(ServerOnlooker onlooker) : IDoctorCheck
{
    private const double LeastShare = 0.1;
    private const double LeastBytes = 5.0 * (1L << 30);

    public CheckInfo Info => CheckTable.Disk;

    public async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await Rows.OfAsync(
                onlooker.Client,
                "SELECT name, toFloat64(unreserved_space), toFloat64(total_space) FROM system.disks WHERE total_space > 0 ORDER BY name",
                row => Judge(row.GetString(0), Number(row.GetValue(1)), Number(row.GetValue(2))),
                cancellationToken);
        }
        catch (ClickHouseServerException e) when (e.ErrorCode == ServerErrors.AccessDenied)
        {
            return [Finding.Skipped(Info.Name, $"{onlooker.User} may not see how much is free", SystemGrants.Fix(onlooker.User, SystemGrants.OfDisks))];
        }
    }

    private static Finding Judge(string disk, double free, double total)
    {
        var detail = $"{Words.Size(free)} of {Words.Size(total)} free";
        return free < LeastBytes || free < LeastShare * total
            ? Finding.Warning($"disk {disk}", detail, "make room: large objects are staged in the ledger's database before they are published")
            : Finding.Ok($"disk {disk}", detail);
    }

    private static double Number(object value) => Convert.ToDouble(value, CultureInfo.InvariantCulture);
}
