namespace Sluice.ChaosTests.Large;

/// <summary>The moments in words.</summary>
internal static class KillMoments
{
    public static string Text(KillMoment moment) => moment switch
    {
        KillMoment.Staging => "agent, while the object is staged",
        KillMoment.BeforeIntent => "agent, after staging and before the intent",
        KillMoment.BeforeFirstChunk => "agent, after the intent and before the first chunk",
        KillMoment.MidPublish => "agent, in the middle: a chunk is done, its answer not heard",
        KillMoment.ServerMidPublish => "ClickHouse, in the middle: while it inserts a chunk",
        _ => "agent, after the last chunk and before the commit",
    };
}
