using System.Globalization;
using ClickHouse.Driver;
using Sluice.Configuration;
using Sluice.Loading.ClickHouse;

namespace Sluice.Operating.Doctor.Server;

/// <summary>
/// Whether the user's profile lets the agent set what makes an insert exact. Values alone do no harm, since each statement brings its own; constraints do.
/// </summary>
internal sealed class ProfileCheck(ClickHouseClient client, SluiceSettings settings) : IDoctorCheck
{
    private const string Memory = "max_memory_usage", ReadOnly = "readonly";

    public CheckInfo Info => CheckTable.Profile;

    private sealed record Row(string Name, string Value, bool IsConstant, decimal? Max);

    public async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken)
    {
        var version = $"{await client.ExecuteScalarAsync("SELECT version()", cancellationToken: cancellationToken)}";
        Dictionary<string, string> sent = [];
        var ofCache = PageCache.Settings.Where(_ => PageCache.IsKnownTo(version));
        foreach (var (name, value) in Deduplication.Settings("", version).Concat(S3Function.ReadSettings).Concat(ofCache).Where(setting => setting.Key != "insert_deduplication_token"))
        {
            sent[name] = $"{value}";
        }

        string[] all = [.. sent.Keys, Memory, ReadOnly];
        var rows = await Rows.OfAsync(
            client,
            $"SELECT name, value, toString(readonly), ifNull(toString(max), '') FROM system.settings WHERE name IN ({string.Join(", ", all.Select(Sql.Literal))}) ORDER BY name",
            row => new Row(row.GetString(0), row.GetString(1), row.GetString(2) is "1" or "true", Number(row.GetString(3))),
            cancellationToken);
        List<Finding> wrong = [.. rows.Select(row => Judge(row, sent)).OfType<Finding>()];
        return wrong.Count > 0 ? wrong : [Finding.Ok(Info.Name, $"nothing holds the settings that the agent sends{Changed(rows, sent)}")];
    }

    private static string Changed(IEnumerable<Row> rows, Dictionary<string, string> sent)
    {
        var others = rows.Where(row => sent.TryGetValue(row.Name, out var wanted) && row.Value != wanted && row.Name is "insert_deduplicate" or "deduplicate_insert")
            .Select(row => $"{row.Name} = {row.Value}").ToList();
        return others.Count == 0 ? "" : $"; the profile says {Words.List(others)}, and each insert of the agent's says otherwise";
    }

    private static decimal? Number(string text) => decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out var number) ? number : null;

    private Finding? Judge(Row row, Dictionary<string, string> sent)
    {
        var (user, largest) = (Sql.Identifier(settings.ClickHouse.User), settings.Topology.Domains.Max(domain => domain.MemoryBytes));
        return row switch
        {
            { Name: ReadOnly, Value: not "0" } => Finding.Problem(
                row.Name, $"the user's profile has readonly = {row.Value}: it can insert nothing", $"ALTER USER {user} SETTINGS readonly = 0"),
            { Name: Memory, Max: { } max } when max > 0 && max < largest => Finding.Problem(
                row.Name, $"the user's profile allows at most {max} bytes; a domain has {largest}", $"raise that constraint to {largest}, or lower memoryMiB of the domains"),
            { IsConstant: true } when sent.TryGetValue(row.Name, out var wanted) && wanted != row.Value => Finding.Problem(
                row.Name, $"the user's profile holds it at {row.Value}, so that ClickHouse refuses the agent's {wanted}", $"ALTER USER {user} SETTINGS {row.Name} = {Sql.Literal(wanted)} WRITABLE, or take the constraint from its profile"),
            _ => null,
        };
    }
}
