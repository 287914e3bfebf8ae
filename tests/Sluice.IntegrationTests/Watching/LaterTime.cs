namespace Sluice.IntegrationTests.Watching;

/// <summary>A clock that is so much ahead.</summary>
internal sealed class LaterTime(TimeSpan by) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + by;
}
