namespace Sluice.Bench.Fuzz;

/// <summary>One message.</summary>
/// <param name="Number">Which of its seed.</param>
/// <param name="Body">The body.</param>
/// <param name="Domain">Domain whose queue it comes through.</param>
/// <param name="Keys">Keys that the body carries, when nothing has damaged it.</param>
/// <param name="MustLoad">Whether all of them must be admitted.</param>
internal sealed record FuzzCase(long Number, string Body, string Domain, IReadOnlyList<string>? Keys, bool MustLoad);
