namespace Sluice.Settling;

/// <summary>A batch whose Load stage has begun.</summary>
/// <param name="LoadStarted">When, as a timestamp for measuring.</param>
/// <param name="LoadStartedAt">When, as a time of day.</param>
internal readonly record struct Attempt(long LoadStarted, DateTimeOffset LoadStartedAt);
