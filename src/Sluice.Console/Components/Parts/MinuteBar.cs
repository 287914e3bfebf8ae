namespace Sluice.WebConsole.Components.Parts;

/// <summary>A minute of a chart.</summary>
/// <param name="Minute">Its beginning, UTC.</param>
/// <param name="Loaded">Objects loaded.</param>
/// <param name="Failed">Attempts that failed.</param>
public readonly record struct MinuteBar(DateTime Minute, long Loaded, long Failed);
