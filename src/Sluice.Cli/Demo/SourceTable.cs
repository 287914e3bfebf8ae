namespace Sluice.Cli.Demo;

/// <summary>A table of the demo and the objects that are loaded into it.</summary>
/// <param name="Domain">Domain, and with the default configuration also the database.</param>
/// <param name="Name">Name in the domain's database.</param>
/// <param name="Objects">Its objects.</param>
internal sealed record SourceTable(string Domain, string Name, IReadOnlyList<SourceObject> Objects)
{
    public string FullName => $"{Domain}.{Name}";
}
