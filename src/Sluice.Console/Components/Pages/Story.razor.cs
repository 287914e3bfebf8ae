using Microsoft.AspNetCore.Components;
using Sluice.Configuration;
using Sluice.Ledger;
using Sluice.Operating;
using Sluice.Watching;
using Sluice.WebConsole.Components.Parts;

namespace Sluice.WebConsole.Components.Pages;

/// <summary>Where one object is, and all that happened to it.</summary>
public sealed partial class Story
{
    private ObjectStory? _story;

    /// <summary>The key, as a path takes it.</summary>
    [Parameter]
    public string? Path { get; set; }

    /// <summary>The key, where a path cannot hold it.</summary>
    [SupplyParameterFromQuery(Name = ObjectLink.KeyQuery)]
    public string? KeyInQuery { get; set; }

    [Inject]
    private ObjectHistorian Historian { get; set; } = null!;

    [Inject]
    private SluiceSettings Settings { get; set; } = null!;

    private string Key => KeyInQuery ?? Path ?? "";

    private string Name => Key.Split('/')[^1];

    protected override async Task RefreshAsync(CancellationToken cancellationToken)
    {
        var address = new S3Address(Settings.Topology.Bucket, Key);
        if (_story?.Address != address)
        {
            _story = null;
        }

        var story = await Historian.TellAsync(address, cancellationToken);
        if (story.Address.Key == Key)
        {
            _story = story;
        }
    }

    private static IEnumerable<DateTimeOffset> Created(ObjectStory story) =>
        story.Versions.Select(version => version.EventTime).OfType<DateTime>().Select(Utc).Distinct().Order();

    private static DateTimeOffset Utc(DateTime time) => new(DateTime.SpecifyKind(time, DateTimeKind.Utc));

    private static TimeSpan Ms(long milliseconds) => TimeSpan.FromMilliseconds(milliseconds);

    private static string Label(LedgerAttempt attempt) => attempt.ErrorCode.Length > 0 ? attempt.ErrorCode : attempt.ErrorKind;

    /// <summary><c>AlreadyLoaded</c> as words.</summary>
    private static string Words(string outcome) => string.Concat(outcome.Select((letter, i) => i > 0 && char.IsUpper(letter) ? $" {char.ToLowerInvariant(letter)}" : $"{char.ToLowerInvariant(letter)}"));

    private static string FirstWords(string sql)
    {
        var line = sql.ReplaceLineEndings(" ");
        return line.Length <= 80 ? line : $"{line[..80]}…";
    }

    private static string ToneOf(string line) => line.TrimStart() is ['+', ..] ? "more" : line.TrimStart() is ['-' or '!' or '~', ..] ? "less" : "";
}
