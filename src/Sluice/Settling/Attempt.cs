using Sluice.Planning;

namespace Sluice.Settling;

/// <summary>A batch whose Load stage has begun.</summary>
/// <param name="Batch">What is loaded.</param>
/// <param name="LoadStarted">When, as a timestamp for measuring.</param>
/// <param name="LoadStartedAt">When, as a time of day.</param>
internal readonly record struct Attempt(LoadBatch Batch, long LoadStarted, DateTimeOffset LoadStartedAt);
