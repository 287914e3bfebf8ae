using System.CommandLine;
using System.CommandLine.Parsing;
using ClickHouse.Driver;
using Sluice.Cli.Output;
using Sluice.Failures;
using Sluice.Operating;
using Sluice.Watching;
using Spectre.Console;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice status</c>: how the pipeline is doing, all agents together.</summary>
internal sealed class StatusCommand
{
    private readonly Option<bool> _watch = new("--watch", "-w") { Description = "Look again and again, until Ctrl-C; with --json one line per look." };

    private readonly Option<TimeSpan> _interval = new("--interval")
    {
        Description = "From one look to the next with --watch, a duration such as 2s or 1m. Default 2s.",
        HelpName = "T",
        CustomParser = ParseInterval,
        DefaultValueFactory = _ => TimeSpan.FromSeconds(2),
    };

    public static Command Create()
    {
        var status = new StatusCommand();
        return OperatorCommand.Create(
            "status",
            """
            Say how the pipeline is doing, all agents together: what each domain loaded in the last hour, how long that took, what waits in its queues, which
            alarms are on; which agents are alive, and what they wait for. Queues are left out where SQS may not be asked (sqs:GetQueueAttributes, optional).

            Exit codes: 0 healthy · 1 something is wrong: an alarm is on, there are dead letters, no agent is alive, or one waits for ClickHouse, S3 or its
            credentials · 2 the command line cannot be understood · 3 the configuration cannot be used · 4 ClickHouse does not answer.
            With --watch: of the last look.
            """,
            [status._watch, status._interval],
            status.RunAsync);
    }

    private static TimeSpan ParseInterval(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (SinceParser.TryParseDuration(text) is { } interval && interval >= TimeSpan.FromSeconds(1) && interval <= TimeSpan.FromDays(1))
        {
            return interval;
        }

        result.AddError($"--interval is {text}: expected a duration of 1s to 1d, such as 2s or 1m.");
        return default;
    }

    private async Task<int> RunAsync(OperatorSession session, CancellationToken cancellationToken)
    {
        if (session.Value(_watch))
        {
            return await WatchAsync(session, cancellationToken);
        }

        var status = await session.Get<PipelineWatch>().StatusAsync(cancellationToken);
        session.People.Write(StatusView.Of(status));
        session.Answer(StatusAnswer.Of(status));
        return ExitCode(status);
    }

    private static int ExitCode(PipelineStatus status) => PipelineTroubles.Of(status).Count == 0 ? ExitCodes.Success : ExitCodes.Failure;

    private async Task<int> WatchAsync(OperatorSession session, CancellationToken cancellationToken)
    {
        var exitCode = ExitCodes.Success;
        if (session.IsJson || !session.People.Profile.Out.IsTerminal)
        {
            await EachAsync(session, () => LookAsync(session, status =>
            {
                if (session.IsJson)
                {
                    session.Answer(StatusAnswer.Of(status));
                }
                else
                {
                    session.People.Write(StatusView.Of(status));
                }
            }, session.Say), code => exitCode = code, cancellationToken);
        }
        else
        {
            await session.People.Live(new Text("")).StartAsync(context => EachAsync(
                session,
                () => LookAsync(session, status => context.UpdateTarget(StatusView.Of(status)), sentence => context.UpdateTarget(new Text(sentence))),
                code => exitCode = code,
                cancellationToken));
        }

        return exitCode;
    }

    /// <summary>Ctrl-C is how it ends.</summary>
    private async Task EachAsync(OperatorSession session, Func<Task<int>> look, Action<int> note, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(session.Value(_interval), session.Get<TimeProvider>());
        try
        {
            do
            {
                note(await look());
            }
            while (await timer.WaitForNextTickAsync(cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Nobody wants to see more.
        }
    }

    /// <summary>Whoever watches wants to see it come back, too.</summary>
    private static async Task<int> LookAsync(OperatorSession session, Action<PipelineStatus> show, Action<string> say)
    {
        try
        {
            var status = await session.Get<PipelineWatch>().StatusAsync(CancellationToken.None);
            show(status);
            return ExitCode(status);
        }
        catch (Exception e) when (e is ClickHouseServerException or HttpRequestException)
        {
            say($"ClickHouse does not answer: {FailureClassifier.Classify(e).Reason}.");
            return ExitCodes.Unavailable;
        }
    }
}
