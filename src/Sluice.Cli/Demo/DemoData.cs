namespace Sluice.Cli.Demo;

/// <summary>What the demo loads.</summary>
/// <param name="Tables">The tables with their objects.</param>
/// <param name="Notes">Things that the user should know about the source, a sentence each.</param>
/// <param name="Sample">A query worth running on the result.</param>
internal sealed record DemoData(IReadOnlyList<SourceTable> Tables, IReadOnlyList<string> Notes, SampleQuery? Sample)
{
    public IEnumerable<SourceObject> Objects => Tables.SelectMany(table => table.Objects);
}

/// <summary>A query and the question that it answers.</summary>
internal sealed record SampleQuery(string Question, string Sql);
