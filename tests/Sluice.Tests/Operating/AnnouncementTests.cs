using CsCheck;
using Sluice.Admitting;
using Sluice.Operating;

namespace Sluice.Tests.Operating;

[Trait("Category", "Unit")]
public sealed class AnnouncementTests
{
    [Fact]
    public void The_agent_reads_what_is_announced() => Gen.Select(Gen.String, Gen.String, Gen.Long[0, long.MaxValue]).Sample((key, version, bytes) =>
    {
        key = $"k{WithoutSurrogates(key)}";
        version = WithoutSurrogates(version);
        var id = Guid.NewGuid();
        var announcement = new Announcement
        {
            Domain = Some.Domain(),
            Bucket = "b",
            Key = key,
            ETag = "e-2",
            Bytes = bytes,
            VersionId = version,
            EventTime = new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc),
        };

        var message = Envelope.Open(announcement.ToMessage(id), "message-1").ShouldBeOfType<EnvelopeContent.Objects>().Messages.ShouldHaveSingleItem();

        message.Fault.ShouldBeNull();
        (message.Bucket, message.Key, message.Domain, message.ETag).ShouldBe(("b", key, "market", "e-2"));
        (message.VersionId, message.Sequencer, message.TableName).ShouldBe((version.Length > 0 ? version : null, null, null));
        (message.FileSize, message.CorrelationId).ShouldBe((bytes > 0 ? $"{bytes}" : null, $"{id}"));
        message.EventTime.ShouldBe("2026-01-02T03:04:05Z");
    });

    /// <summary>A lone half of a surrogate pair has no UTF-8 form.</summary>
    private static string WithoutSurrogates(string text) => new([.. text.Where(unit => !char.IsSurrogate(unit))]);
}
