namespace Sluice.Cli.Demo;

/// <summary>How far a domain's objects are.</summary>
internal sealed record DomainProgress(string Domain, int Objects, int Uploaded, int Loaded, int DeadLettered, long Rows);
