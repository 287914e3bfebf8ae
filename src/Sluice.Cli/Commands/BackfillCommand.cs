using System.CommandLine;
using Sluice.Cli.Output;
using Sluice.Configuration;
using Sluice.Operating;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice backfill</c>: objects that were in the bucket before the agent was.</summary>
internal sealed class BackfillCommand
{
    private const string Scheme = "s3://";

    private readonly Argument<string> _address = new("address")
    {
        Description = "Which objects: s3://<bucket>/<prefix>, in the configured bucket. The prefix lies in a domain's or covers several; s3://<bucket>/ is all of them.",
        HelpName = "s3://BUCKET/PREFIX",
    };

    private readonly Option<DateTime?> _since = ObjectOptions.Time("--since", "Only objects created at or after this time");

    private readonly Option<bool> _dryRun = ObjectOptions.DryRun("Count, and send nothing.");

    public static Command Create()
    {
        var backfill = new BackfillCommand();
        return OperatorCommand.Create(
            "backfill",
            """
            Put objects that are in the bucket already through their domains' queues, as if they had just been created. Left out are objects that
            the ledger knows (loaded, skipped, dead-lettered, in doubt, unloaded, superseded, replaced, or on their way; failed ones are sent),
            objects that raise no message either (not *.parquet, or 1024 bytes and less), and keys that no table can be told from. Running it twice,
            or beside the agent, loads nothing twice. It takes s3:ListBucket on the bucket and sqs:SendMessage on the queues.

            Exit codes: 0 all were sent, or would be with --dry-run · 1 some could not be sent, with the reason · 2 the command line cannot be
            understood · 3 the configuration cannot be used, or no domain takes objects under that prefix · 4 S3, SQS or ClickHouse does not
            answer or refuses · 130 cancelled; what was sent until then is sent.
            """,
            [backfill._address, backfill._since, backfill._dryRun],
            backfill.RunAsync);
    }

    private async Task<int> RunAsync(OperatorSession session, CancellationToken cancellationToken)
    {
        var prefix = Prefix(session.Value(_address)!, session.Get<SluiceSettings>().Topology.Bucket);
        var request = new BackfillRequest(prefix, session.Value(_since), session.Value(_dryRun));
        var report = await ObjectOptions.RunAsync(session, progress => session.Get<Backfill>().RunAsync(request, progress, cancellationToken));
        Show(session, report, request.IsDryRun);
        session.Answer(new
        {
            request.IsDryRun,
            report.Listed,
            report.Sent,
            Known = ObjectLines.ByState(report.Known),
            report.Ignored,
            report.Older,
            Refused = report.RefusedCount,
            Unsent = report.UnsentCount,
            Objects = report.Refused.Concat(report.Unsent),
        });
        return report.UnsentCount + report.RefusedCount == 0 ? ExitCodes.Success : ExitCodes.Failure;
    }

    private static void Show(OperatorSession session, BackfillReport report, bool isDryRun)
    {
        session.Say($"{ObjectLines.Objects(report.Sent)} of {report.Listed} {(isDryRun ? "would be sent" : "sent")} to the queues.");
        Say(report.Known.Values.Sum(), $"known to the ledger: {ObjectLines.Text(report.Known)}");
        Say(report.Ignored, "raise no message: not *.parquet, or too small");
        Say(report.Older, "older than --since");
        Say(report.RefusedCount, "cannot be loaded under their key:");
        SayEach(ObjectLines.First(report.Refused, report.RefusedCount));
        Say(report.UnsentCount, "could not be sent; run it again:");
        SayEach(ObjectLines.First(report.Unsent, report.UnsentCount));

        void Say(long count, string what)
        {
            if (count > 0)
            {
                session.Say($"{count,10}  {what}");
            }
        }

        void SayEach(IEnumerable<string> lines)
        {
            foreach (var line in lines)
            {
                session.Say(line);
            }
        }
    }

    private static string Prefix(string address, string bucket)
    {
        var parts = address.StartsWith(Scheme, StringComparison.Ordinal) ? address[Scheme.Length..].Split('/', 2) : [];
        return parts switch
        {
            [var named] when named == bucket => "",
            [var named, var prefix] when named == bucket => prefix,
            [{ Length: > 0 } named, ..] => throw new CliException(
                ExitCodes.BadInput, $"{address} is in bucket {named}, and the configuration is about {bucket}: name a prefix of that one, or another --config."),
            _ => throw new CliException(ExitCodes.BadInput, $"\"{address}\" is not the address of a prefix: expected s3://{bucket}/<prefix>."),
        };
    }
}
