using Sluice.Cli.Hosting.Systemd;

namespace Sluice.Tests.Hosting;

[Trait("Category", "Unit")]
public sealed class SystemdOptionsTests
{
    [Fact]
    public void Without_systemd_nobody_is_told() => Of().ShouldBe(new SystemdOptions(null, null));

    [Fact]
    public void The_watchdogs_time_is_in_microseconds() =>
        Of(("NOTIFY_SOCKET", "/run/systemd/notify"), ("WATCHDOG_USEC", "60000000"), ("WATCHDOG_PID", "42")).ShouldBe(new SystemdOptions("/run/systemd/notify", TimeSpan.FromMinutes(1)));

    [Fact]
    public void A_watchdog_of_another_process_is_not_ours() =>
        Of(("NOTIFY_SOCKET", "@a"), ("WATCHDOG_USEC", "60000000"), ("WATCHDOG_PID", "43")).ShouldBe(new SystemdOptions("@a", null));

    [Theory]
    [InlineData("0")]
    [InlineData("-5")]
    [InlineData("soon")]
    public void A_time_that_is_none_is_no_watchdog(string time) => Of(("NOTIFY_SOCKET", "@a"), ("WATCHDOG_USEC", time)).Watchdog.ShouldBeNull();

    private static SystemdOptions Of(params (string Name, string Value)[] variables) =>
        SystemdOptions.Of(name => variables.FirstOrDefault(variable => variable.Name == name).Value, processId: 42);
}
