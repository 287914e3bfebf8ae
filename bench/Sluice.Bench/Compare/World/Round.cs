namespace Sluice.Bench.Compare.World;

/// <summary>What everybody loads in one round.</summary>
/// <param name="Workload">The workload.</param>
/// <param name="Domain">Domain of the objects.</param>
/// <param name="Name">Table that the objects' keys name.</param>
/// <param name="Objects">The objects.</param>
internal sealed record Round(Workload Workload, string Domain, string Name, IReadOnlyList<BenchObject> Objects)
{
    /// <summary>Database of the tables.</summary>
    public string Database => Domain;

    /// <summary>Key prefix of the objects.</summary>
    public string Prefix => $"{Domain}/{Name}/";

    /// <summary>Rows of all objects.</summary>
    public long Rows => Objects.Count * (long)Workload.RowsPerObject;
}
