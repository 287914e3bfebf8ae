using System.Text.Json;
using System.Text.Json.Serialization;

namespace Sluice.Cli.Demo;

/// <summary>The demo's result. Its JSON form is one that people script against.</summary>
/// <param name="Tables">Results by full table name.</param>
/// <param name="Seconds">From the first upload until the last object's way ended.</param>
/// <param name="AgentPeakMemoryBytes">Most memory that the agent had.</param>
internal sealed record DemoReport(IReadOnlyDictionary<string, TableResult> Tables, double Seconds, long AgentPeakMemoryBytes)
{
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.Never,
    };

    public int Objects => Tables.Values.Sum(table => table.Objects);

    public int Loaded => Tables.Values.Sum(table => table.Loaded);

    public int DeadLettered => Tables.Values.Sum(table => table.DeadLettered);

    public long RowsExpected => Tables.Values.Sum(table => table.RowsExpected);

    public long RowsLoaded => Tables.Values.Sum(table => table.RowsLoaded);

    public long Lost => Tables.Values.Sum(table => table.Lost);

    public long Duplicated => Tables.Values.Sum(table => table.Duplicated);

    /// <summary>Nothing was lost, duplicated or dead-lettered.</summary>
    public bool IsClean => Lost == 0 && Duplicated == 0 && DeadLettered == 0;

    /// <summary>The report as one line of JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(
        new
        {
            Objects,
            Loaded,
            DeadLettered,
            RowsExpected,
            RowsLoaded,
            Lost,
            Duplicated,
            Seconds,
            AgentPeakMiB = Math.Round(AgentPeakMemoryBytes / 1048576.0, 1),
            Tables,
        },
        _json);
}
