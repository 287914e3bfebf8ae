using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Sluice.Telemetry.Emf;

namespace Sluice.Tests.Telemetry;

/// <summary>Lines on a real connection; the listener stands for the CloudWatch agent.</summary>
[Trait("Category", "Unit")]
public sealed class EmfConnectionTests : IDisposable
{
    private readonly WatchedTime _time = new();
    private readonly TcpListener _agent = new(IPAddress.Loopback, 0);
    private readonly EmfConnection _connection;
    private readonly CancellationTokenSource _limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private readonly int _port;

    public EmfConnectionTests()
    {
        _limit.CancelAfter(TimeSpan.FromSeconds(30));
        _agent.Start();
        _port = ((IPEndPoint)_agent.LocalEndpoint).Port;
        _connection = new EmfConnection(new Uri($"tcp://127.0.0.1:{_port}"), _time, NullLogger<EmfConnection>.Instance);
    }

    private CancellationToken Stop => _limit.Token;

    [Fact]
    public async Task Lines_arrive_in_their_order_each_on_its_own()
    {
        _connection.Write("one");
        _connection.Write("two");
        _connection.Complete();
        var sending = _connection.RunAsync(Stop);

        (await ReadAllAsync(await _agent.AcceptTcpClientAsync(Stop))).ShouldBe("one\ntwo\n");
        await sending;
    }

    [Fact]
    public async Task What_an_agent_that_is_not_there_does_not_take_is_sent_when_it_comes_after_growing_pauses()
    {
        _agent.Stop();
        _connection.Write("kept");
        _connection.Complete();
        var sending = _connection.RunAsync(Stop);

        (await _time.PassAsync()).ShouldBe(TimeSpan.FromSeconds(1));
        (await _time.PassAsync()).ShouldBe(TimeSpan.FromSeconds(2));
        using var late = new TcpListener(IPAddress.Loopback, _port);
        late.Start();
        (await _time.PassAsync()).ShouldBe(TimeSpan.FromSeconds(4));
        (await ReadAllAsync(await late.AcceptTcpClientAsync(Stop))).ShouldBe("kept\n");
        await sending;
    }

    [Fact]
    public async Task A_connection_that_the_agent_closed_is_made_anew_and_nothing_is_lost_in_it()
    {
        var sending = _connection.RunAsync(Stop);
        _connection.Write("one");
        using (var first = await _agent.AcceptTcpClientAsync(Stop))
        {
            var buffer = new byte[4];
            await first.GetStream().ReadExactlyAsync(buffer, Stop);
        }

        _connection.Write("two");
        _connection.Complete();
        (await ReadAllAsync(await _agent.AcceptTcpClientAsync(Stop))).ShouldBe("two\n");
        await sending;
    }

    [Fact]
    public async Task The_oldest_lines_make_room()
    {
        for (var n = 0; n < EmfConnection.Capacity + 5; n++)
        {
            _connection.Write($"{n}");
        }

        _connection.Complete();
        var sending = _connection.RunAsync(Stop);
        var lines = (await ReadAllAsync(await _agent.AcceptTcpClientAsync(Stop))).TrimEnd('\n').Split('\n');
        lines.Length.ShouldBe(EmfConnection.Capacity);
        lines[0].ShouldBe("5");
        await sending;
    }

    [Fact]
    public async Task An_agent_that_takes_nothing_does_not_keep_the_process_from_its_end()
    {
        _agent.Stop();
        _connection.Write("lost");
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var sending = _connection.RunAsync(giveUp.Token);
        await giveUp.CancelAsync();
        await sending;
    }

    public void Dispose()
    {
        _agent.Dispose();
        _connection.Dispose();
        _limit.Dispose();
    }

    private async Task<string> ReadAllAsync(TcpClient client)
    {
        using (client)
        {
            using var reader = new StreamReader(client.GetStream());
            return await reader.ReadToEndAsync(Stop);
        }
    }
}
