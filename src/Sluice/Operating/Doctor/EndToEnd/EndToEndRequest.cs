using Sluice.Topology;

namespace Sluice.Operating.Doctor.EndToEnd;

/// <summary>What to send through everything.</summary>
/// <param name="Domain">Through which domain.</param>
/// <param name="Timeout">How long an agent has to load it.</param>
/// <param name="UploadProfile">AWS profile that may upload and remove objects, or null for the configuration's.</param>
/// <param name="Tag">Random part of the names, so that two runs do not meet.</param>
internal sealed record EndToEndRequest(Domain Domain, TimeSpan Timeout, string? UploadProfile, string Tag)
{
    /// <summary>How the names of its tables begin.</summary>
    public const string TablePrefix = "sluice_doctor_";

    public const int Rows = 500;

    /// <summary>Made by ClickHouse; more than 1 KiB of Parquet.</summary>
    public static string Select { get; } = $"SELECT number AS id, toString(cityHash64(number)) AS text FROM numbers({Rows})";

    public string Table => $"{TablePrefix}{Tag}";

    /// <summary>The object's key on that day.</summary>
    public string KeyOn(DateTimeOffset day) => $"{Domain.Prefix}{Table}/ds={day.UtcDateTime:yyyy-MM-dd}/x.parquet";
}
