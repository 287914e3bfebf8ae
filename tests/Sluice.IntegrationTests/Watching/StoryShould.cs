using Sluice.Watching;

namespace Sluice.IntegrationTests.Watching;

internal static class StoryShould
{
    /// <summary>It stands so, and its summary has each of these texts.</summary>
    public static void ShouldBeStory(this ObjectStory story, ObjectStanding standing, params string[] texts)
    {
        story.Standing.ShouldBe(standing, story.Summary);
        Array.ForEach(texts, text => story.Summary.ShouldContain(text));
    }
}
