namespace Sluice.Watching;

/// <summary>How a story ends: where the object is.</summary>
/// <param name="Standing">Where it is.</param>
/// <param name="Summary">The same in one sentence, with times and reason.</param>
/// <param name="WhatToDo">What the operator can do, with the command; null when there is nothing to do.</param>
/// <param name="Command">That command, to be copied into a shell: whoever uploads chooses the key, so that it is never cut out of a sentence.</param>
internal sealed record StoryEnd(ObjectStanding Standing, string Summary, string? WhatToDo = null, string? Command = null)
{
    /// <summary>With advice that ends in a command.</summary>
    public StoryEnd Advise(string advice, string command) => this with { WhatToDo = $"{advice} '{command}'.", Command = command };
}
