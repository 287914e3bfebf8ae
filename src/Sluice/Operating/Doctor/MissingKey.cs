using Sluice.Topology;

namespace Sluice.Operating.Doctor;

/// <summary>A key that nobody uploads to.</summary>
internal static class MissingKey
{
    public static string Of(Domain domain) => $"{domain.Prefix}sluice_doctor/none/none.parquet";
}
