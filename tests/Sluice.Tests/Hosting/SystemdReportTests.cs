using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Sluice.Cli.Hosting.Health;
using Sluice.Cli.Hosting.Systemd;
using Sluice.Receiving;

namespace Sluice.Tests.Hosting;

/// <summary>What systemd hears of an agent, by a real socket.</summary>
[Trait("Category", "Unit")]
public sealed partial class SystemdReportTests : IDisposable
{
    // Of the unit that is shipped.
    private static readonly TimeSpan _watchdog = TimeSpan.FromSeconds(int.Parse(Watchdog().Match(Unit()).Groups[1].Value, CultureInfo.InvariantCulture));

    private readonly FakeTimeProvider _time = new();
    private readonly Lifetime _lifetime = new();
    private readonly PipelineStart _start = new();
    private readonly FailingService _service = new();
    private readonly ServiceManagerSocket _systemd = new(isAbstract: true);
    private readonly ReceiveHealth _receiving;
    private readonly SystemdReport _report;

    public SystemdReportTests()
    {
        _receiving = new ReceiveHealth(Some.Settings(), _time);
        _report = new SystemdReport(
            new NotifySocket(_systemd.Address, NullLogger<NotifySocket>.Instance),
            _watchdog,
            _start,
            () => new LoopsCheck([_service], _receiving, Some.Settings().Topology),
            _lifetime,
            _time);
    }

    [GeneratedRegex("\nWatchdogSec=([0-9]+)\n")]
    private static partial Regex Watchdog();

    private static string Unit()
    {
        using var reader = new StreamReader(typeof(SystemdReportTests).Assembly.GetManifestResourceStream("sluice.service")!);
        return reader.ReadToEnd();
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_is_ready_when_the_pipeline_is_and_not_before()
    {
        await _report.StartAsync(Stop);
        (await _systemd.NextAsync()).ShouldStartWith("STATUS=Waits");
        _time.Advance(_watchdog * 10);
        _systemd.HasMore.ShouldBeFalse("nothing is ready, and no watchdog waits yet");

        _start.Done();
        (await _systemd.NextAsync()).ShouldStartWith("READY=1\n");
    }

    [Fact]
    public async Task It_gives_a_sign_of_life_twice_in_the_watchdogs_time()
    {
        await ReadyAsync();
        for (var sign = 0; sign < 3; sign++)
        {
            (await _systemd.NextAsync()).ShouldBe("WATCHDOG=1");
            _time.Advance((_watchdog / 2) - TimeSpan.FromSeconds(1));
            _systemd.HasMore.ShouldBeFalse();
            _time.Advance(TimeSpan.FromSeconds(1));
        }
    }

    [Fact]
    public async Task It_gives_none_while_a_receive_hangs_and_says_which()
    {
        await ReadyAsync();
        (await _systemd.NextAsync()).ShouldBe("WATCHDOG=1");
        _receiving.Began(Some.Domain());

        for (var minute = 0; minute < 10; minute++)
        {
            (await AfterHalfAsync(), await AfterHalfAsync()).ShouldBe(("WATCHDOG=1", "WATCHDOG=1"));
        }

        (await AfterHalfAsync()).ShouldBe("STATUS=the receive of market has not come back");
        _receiving.Answered(Some.Domain());
        (await AfterHalfAsync()).ShouldBe("WATCHDOG=1");
    }

    [Fact]
    public async Task It_gives_none_when_a_loop_has_failed()
    {
        await _service.StartAsync(Stop);
        await ReadyAsync();
        (await _systemd.NextAsync()).ShouldBe("WATCHDOG=1");

        _service.Fail();
        await Should.ThrowAsync<InvalidOperationException>(_service.ExecuteTask!);
        _time.Advance(_watchdog / 2);

        (await _systemd.NextAsync()).ShouldStartWith("STATUS=FailingService failed");
    }

    [Fact]
    public async Task It_says_that_it_stops_and_is_silent_then()
    {
        await ReadyAsync();
        (await _systemd.NextAsync()).ShouldBe("WATCHDOG=1");

        _lifetime.StopApplication();
        await _report.ExecuteTask!.WaitAsync(Stop);
        _time.Advance(_watchdog * 10);

        (await _systemd.NextAsync()).ShouldStartWith("STOPPING=1\n");
        _systemd.HasMore.ShouldBeFalse();
    }

    [Fact]
    public async Task A_manager_that_is_gone_stops_nothing()
    {
        await ReadyAsync();
        (await _systemd.NextAsync()).ShouldBe("WATCHDOG=1");
        _systemd.Dispose();

        _time.Advance(_watchdog / 2);
        _lifetime.StopApplication();
        await _report.ExecuteTask!.WaitAsync(Stop);
    }

    public void Dispose()
    {
        _report.Dispose();
        _service.Dispose();
        _lifetime.Dispose();
        _systemd.Dispose();
    }

    private Task<string> AfterHalfAsync()
    {
        _time.Advance(_watchdog / 2);
        return _systemd.NextAsync();
    }

    private async Task ReadyAsync()
    {
        await _report.StartAsync(Stop);
        await _systemd.NextAsync();
        _start.Done();
        (await _systemd.NextAsync()).ShouldStartWith("READY=1\n");
    }

    private sealed class FailingService : BackgroundService
    {
        private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Fail() => _end.SetException(new InvalidOperationException("broken"));

        protected override Task ExecuteAsync(CancellationToken stoppingToken) => _end.Task;
    }

    private sealed class Lifetime : IHostApplicationLifetime, IDisposable
    {
        private readonly CancellationTokenSource _stopping = new();

        public CancellationToken ApplicationStarted => CancellationToken.None;

        public CancellationToken ApplicationStopping => _stopping.Token;

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void StopApplication() => _stopping.Cancel();

        public void Dispose() => _stopping.Dispose();
    }
}
