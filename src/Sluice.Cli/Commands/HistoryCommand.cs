using System.CommandLine;
using System.CommandLine.Parsing;
using Sluice.Cli.Output;
using Sluice.Ledger;
using Sluice.Operating;
using Sluice.Topology;
using Sluice.Watching;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice history</c>: where an object is and how it came there; or the objects that a search finds.</summary>
internal sealed class HistoryCommand
{
    private const int MostOnPage = 1000;

    private readonly Argument<string?> _object = new("object")
    {
        Description = "The object, as s3://bucket/key; the key as it is, not encoded. Without it: a search.",
        HelpName = "s3://bucket/key",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> _text = new("--text") { Description = "Objects whose key has this in it; a whole s3://bucket/key will do too.", HelpName = "TEXT" };

    private readonly Option<string?> _domain = ObjectOptions.Domain();

    private readonly Option<string?> _table = new("--table") { Description = "Objects of this table.", HelpName = "DATABASE.TABLE" };

    private readonly Option<LoadState[]> _states = new("--state")
    {
        Description = $"Objects in this state; may be given again. One of {string.Join(", ", Enum.GetValues<LoadState>().Select(LedgerListing.NameOf))}.",
        HelpName = "STATE",
        CustomParser = ReplayCommand.ParseStates,
    };

    private readonly Option<string?> _errorCode = new("--error-code") { Description = "Objects whose last attempt failed with this code, such as E003.", HelpName = "CODE" };

    private readonly Option<DateTime?> _since = ObjectOptions.Time("--since", "Objects whose ledger row was written at or after this time");

    private readonly Option<DateTime?> _until = ObjectOptions.Time("--until", "Objects whose ledger row was written before this time");

    private readonly Option<int> _page = Whole("--page", "Which page, from 1. Default 1.", 1, int.MaxValue, 1);

    private readonly Option<int> _pageSize = Whole("--page-size", $"Objects on a page, 1 to {MostOnPage}. Default 50.", 1, MostOnPage, 50);

    public static Command Create()
    {
        var history = new HistoryCommand();
        var command = OperatorCommand.Create(
            "history",
            """
            Where is an object? Says in one sentence where it is and since when, what to do if it is not where it should be, and everything that is known of
            it: what the bucket has, each content that its key had, each attempt, the statements of the last attempt (where system.query_log may be read).
            Without an object: the objects that the ledger knows, the latest first, a page at a time.

            Exit codes: 0 it is loaded, or settled as intended (superseded, skipped, replaced, unloaded), or the search worked · 1 it is loading, queued,
            retrying, waiting, dead-lettered, in doubt, refused by the rule, never announced, never seen or unknown · 2 the command line cannot be
            understood · 3 the configuration cannot be used, or the address is not one of its bucket · 4 ClickHouse does not answer.
            """,
            [history._object, history._text, history._domain, history._table, history._states, history._errorCode, history._since, history._until, history._page, history._pageSize],
            history.RunAsync);
        command.Validators.Add(history.Validate);
        return command;
    }

    private static Option<int> Whole(string name, string description, int least, int most, int unlessGiven) => new(name)
    {
        Description = description,
        HelpName = "N",
        DefaultValueFactory = _ => unlessGiven,
        CustomParser = result =>
        {
            if (int.TryParse(result.Tokens[0].Value, out var number) && number >= least && number <= most)
            {
                return number;
            }

            result.AddError($"{name} is {result.Tokens[0].Value}: expected {(most == int.MaxValue ? $"{least} or more" : $"{least} to {most}")}.");
            return unlessGiven;
        },
    };

    private void Validate(CommandResult result)
    {
        Option[] filters = [_text, _domain, _table, _states, _errorCode, _since, _until, _page, _pageSize];
        if (result.GetResult(_object) is { Tokens.Count: > 0 } && Array.Find(filters, filter => result.GetResult(filter) is { Implicit: false }) is { } given)
        {
            result.AddError($"{given.Name} is for a search: leave it out, or the object.");
        }
    }

    private Task<int> RunAsync(OperatorSession session, CancellationToken cancellationToken) =>
        session.Value(_object) is { } address ? TellAsync(session, address, cancellationToken) : SearchAsync(session, cancellationToken);

    private static async Task<int> TellAsync(OperatorSession session, string address, CancellationToken cancellationToken)
    {
        var story = await session.Get<ObjectHistorian>().TellAsync(S3Address.Parse(address, session.Get<PipelineTopology>().Bucket), cancellationToken);
        new StoryView(session.People).Show(story);
        session.Answer(StoryAnswer.Of(story));
        return story.Standing
            is ObjectStanding.Loaded or ObjectStanding.Superseded or ObjectStanding.Skipped or ObjectStanding.Replaced or ObjectStanding.Unloaded
            ? ExitCodes.Success
            : ExitCodes.Failure;
    }

    private async Task<int> SearchAsync(OperatorSession session, CancellationToken cancellationToken)
    {
        var request = new ObjectSearchRequest
        {
            Text = session.Value(_text) ?? "",
            Domain = ObjectOptions.DomainOf(session, _domain),
            Table = session.Value(_table),
            States = session.Value(_states) ?? [],
            ErrorCode = session.Value(_errorCode),
            Since = session.Value(_since),
            Until = session.Value(_until),
            Page = session.Value(_page) - 1,
            PageSize = session.Value(_pageSize),
        };
        var page = await session.Get<ObjectSearch>().SearchAsync(request, cancellationToken);
        SearchView.Show(session.People, request, page);
        session.Answer(StoryAnswer.Of(request, page));
        return ExitCodes.Success;
    }
}
