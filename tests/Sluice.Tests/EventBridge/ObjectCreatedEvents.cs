using System.Text.Json;
using Sluice.Sandbox.EventBridge;

namespace Sluice.Tests.EventBridge;

/// <summary>Events to test with.</summary>
internal static class ObjectCreatedEvents
{
    public static ObjectCreatedEvent Example { get; } = new()
    {
        EventId = Guid.Parse("17793124-05d4-b198-2fde-7ededc63b103"),
        Account = "111122223333",
        Region = "ca-central-1",
        Time = new DateTimeOffset(2021, 11, 12, 9, 0, 0, 999, TimeSpan.FromHours(9)),
        Bucket = "b",
        Key = "market/trades/ds=2026-01-01/part-0.parquet",
        SizeBytes = 1025,
        ETag = "\"b1946ac92492d2347c6235b4d2611184\"",
        Sequencer = "617f08299329d189",
        RequestId = "N4N7GDK58NMKJ12R",
        Requester = "123456789012",
        SourceIpAddress = "1.2.3.4",
        Reason = ObjectCreatedReason.PutObject,
    };

    public static JsonElement ToElement(this ObjectCreatedEvent @event) => JsonSerializer.Deserialize<JsonElement>(@event.ToJson());
}
