using System.CommandLine;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice dlq</c>: dead letters.</summary>
internal static class DlqCommand
{
    public static Command Create() => new(
        "dlq",
        """
        Look at dead letters, put them back through their queues, or delete them. It takes AWS credentials with the operators' policy:
        SLUICE__AWS__PROFILE=<profile> sluice dlq …
        """)
    {
        DlqListCommand.Create(),
        DlqShowCommand.Create(),
        DlqRedriveCommand.Create(),
        DlqPurgeCommand.Create(),
    };
}
