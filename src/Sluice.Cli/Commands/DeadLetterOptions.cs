using System.CommandLine;
using System.CommandLine.Parsing;
using Sluice.Cli.Output;
using Sluice.Configuration;
using Sluice.Operating;
using Sluice.Operating.DeadLetters;

namespace Sluice.Cli.Commands;

/// <summary>By what dead letters are chosen, and how work on them is run.</summary>
internal sealed class DeadLetterOptions
{
    private readonly Option<string?> _key = new("--key") { Description = "Letters about keys that are this, or begin with it; s3://<bucket>/<key> will do too.", HelpName = "KEY_OR_PREFIX" };

    private readonly Option<string?> _errorCode = new("--error-code") { Description = "Letters with this code, such as E003, or of this kind, such as Schema.", HelpName = "CODE" };

    private readonly Option<string[]> _ids = new("--id") { Description = "This letter, by SQS's id of the message; may be given again.", HelpName = "MESSAGE_ID" };

    private readonly Option<bool> _all = new("--all") { Description = "Every letter of every domain." };

    /// <summary>The domain alone.</summary>
    public Option<string?> Domain { get; } = ObjectOptions.Domain();

    /// <summary>The filters.</summary>
    public IReadOnlyList<Option> Filters => [Domain, _key, _errorCode, _ids];

    /// <summary>The filters, and <c>--all</c> for whoever means all.</summary>
    public IReadOnlyList<Option> FiltersOrAll => [.. Filters, _all];

    /// <summary>Sees that it is said which letters are meant.</summary>
    public void NeedFilter(CommandResult result)
    {
        if (!FiltersOrAll.Any(filter => result.GetResult(filter) is not null))
        {
            result.AddError("Which letters? Name at least one of --domain, --key, --error-code and --id, or --all.");
        }
    }

    public DeadLetterFilter Filter(OperatorSession session)
    {
        var (key, address) = (session.Value(_key) ?? "", $"s3://{session.Get<SluiceSettings>().Topology.Bucket}/");
        return new DeadLetterFilter
        {
            Domain = session.Value(Domain),
            KeyPrefix = key.StartsWith(address, StringComparison.Ordinal) ? key[address.Length..] : key,
            ErrorCode = session.Value(_errorCode),
            MessageIds = [.. (session.Value(_ids) ?? []).Distinct()],
        };
    }

    /// <summary>Runs it with progress on stderr, and says that SQS does not answer.</summary>
    public static async Task<T> RunAsync<T>(OperatorSession session, string step, Func<OperationProgress, Task<T>> run)
    {
        var progress = new OperationProgress { Unit = "letters", Step = step };
        try
        {
            await using var line = ProgressLine.Show(progress, session.Get<TimeProvider>());
            return await run(progress);
        }
        catch (AwsException e)
        {
            throw new CliException(ExitCodes.Unavailable, $"{e.Message}. Running it again does no harm.", e);
        }
    }

    /// <summary>Says which queues are refused, each sentence once.</summary>
    public static void SayRefusals(OperatorSession session, IReadOnlyList<DeadLetterRefusal> refusals)
    {
        foreach (var refusal in refusals)
        {
            session.Say(refusal.Sentence);
        }
    }

    /// <summary>Says what was done, and gives the answer and the exit code.</summary>
    /// <param name="session">The command's run.</param>
    /// <param name="report">What was done.</param>
    /// <param name="done">The verb, such as "deleted".</param>
    /// <param name="asked">How many letters were asked for by id; 0 when by other filters.</param>
    public static int Finish(OperatorSession session, DeadLetterReport report, string done, long asked)
    {
        var missing = report.IsCancelled || report.Fault is not null || report.Refusals.Count > 0 ? 0 : Math.Max(0, asked - report.Done - report.FailedCount);
        session.Say($"{DeadLetterLines.Letters(report.Done)} {done}{(report.IsCancelled ? " until it was cancelled" : report.Fault is null ? "" : " until it broke off")}.");
        foreach (var line in DeadLetterLines.Failed(report))
        {
            session.Say(line);
        }

        if (missing > 0)
        {
            session.Say($"{DeadLetterLines.Letters(missing)} not found: redriven or deleted already, or in somebody else's hand for a minute.");
        }

        foreach (var note in report.Notes)
        {
            session.Say(note);
        }

        if (report.Fault is { } fault)
        {
            session.Say($"{fault}. Running it again does no harm.");
        }

        SayRefusals(session, report.Refusals);
        session.Answer(new { IsDryRun = false, report.Done, report.Fault, Failed = report.FailedCount, Missing = missing, report.IsCancelled, Letters = report.Failed, Refused = report.Refusals, report.Notes });
        return report switch
        {
            { IsCancelled: true } => ExitCodes.Cancelled,
            { Fault: not null } or { Refusals.Count: > 0 } => ExitCodes.Unavailable,
            _ => report.FailedCount + missing > 0 ? ExitCodes.Failure : ExitCodes.Success,
        };
    }
}
