using ClickHouse.Driver;
using ClickHouse.Driver.ADO;
using Microsoft.Extensions.Logging;
using Sluice.Loading.ClickHouse;
using Sluice.Telemetry;

namespace Sluice.Tests.Telemetry;

[Trait("Category", "Unit")]
public sealed class ServerHealthWatchTests
{
    [Fact]
    public async Task What_ClickHouse_does_not_say_is_not_known_and_is_complained_of_once()
    {
        // Nobody listens there.
        using var client = new ClickHouseClient(new ClickHouseClientSettings { Host = "127.0.0.1", Port = 9 });
        var (time, log) = (new WatchedTime(), new CountingLogger());
        using var watch = new ServerHealthWatch(new ServerHealthReader(client, Some.Topology()), time, log);
        await watch.StartAsync(TestContext.Current.CancellationToken);
        for (var asked = 0; asked < 3; asked++)
        {
            while (await time.PassAsync() != ServerHealthWatch.Interval)
            {
            }
        }

        watch.Last.ShouldBe(new ServerHealth());
        await watch.StopAsync(TestContext.Current.CancellationToken);
        log.Events.ShouldBe([150, 150], "system.metrics once, system.parts once");
    }

    private sealed class CountingLogger : ILogger<ServerHealthWatch>
    {
        public List<int> Events { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Events.Add(eventId.Id);
    }
}
