namespace Sluice.Watching;

/// <summary>How a story ends: where the object is.</summary>
/// <param name="Standing">Where it is.</param>
/// <param name="Summary">The same in one sentence, with times and reason.</param>
/// <param name="WhatToDo">What the operator can do, with the command; null when there is nothing to do.</param>
internal sealed record StoryEnd(ObjectStanding Standing, string Summary, string? WhatToDo = null);
