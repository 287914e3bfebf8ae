using System.Collections.Concurrent;
using System.Globalization;
using Sluice.Telemetry;

namespace Sluice.Cli.Demo;

/// <summary>What is known about each object while the demo runs. Safe to use from several threads.</summary>
internal sealed class LoadTracker(string bucket, IReadOnlyList<SourceObject> objects)
{
    private readonly ConcurrentDictionary<string, DateTimeOffset> _uploads = new();
    private readonly ConcurrentDictionary<string, LoadedObject> _loads = new();
    private readonly ConcurrentDictionary<string, string> _failures = new(); // by s3://bucket/key
    private readonly ConcurrentDictionary<string, string?> _deadLetters = new(); // with the reason that the letter gives
    private readonly Dictionary<string, SourceObject> _objects = objects.ToDictionary(file => file.Key);

    private volatile string? _consoleAddress;

    public IReadOnlyList<SourceObject> Objects { get; } = objects;

    /// <summary>Where the agent serves its console, once it has said so.</summary>
    public string? ConsoleAddress => _consoleAddress;

    public int Uploaded => _uploads.Count;

    /// <summary>Objects whose way has ended, in a table or in a dead-letter queue.</summary>
    public int Ended => _loads.Keys.Union(_deadLetters.Keys).Count();

    /// <summary>Changes with every step forward.</summary>
    public int Progress => _uploads.Count + _loads.Count + _failures.Count + _deadLetters.Count;

    public bool IsComplete => Ended == Objects.Count;

    public bool IsLoaded(SourceObject file) => _loads.ContainsKey(file.Key);

    public bool IsDeadLettered(SourceObject file) => _deadLetters.ContainsKey(file.Key);

    /// <summary>Why an object failed last, or null.</summary>
    public string? Failure(SourceObject file) =>
        _failures.GetValueOrDefault($"s3://{bucket}/{file.Key}") ?? _deadLetters.GetValueOrDefault(file.Key);

    public void UploadStarted(SourceObject file, DateTimeOffset at) => _uploads[file.Key] = at;

    /// <summary>
    /// Records that a dead-letter queue holds this message. The input transformer inserts the key as it is, so it stands in the body even
    /// where a quote in it has broken the JSON.
    /// </summary>
    /// <param name="reason">What the letter says of it, if anything.</param>
    /// <param name="body">The message.</param>
    public void DeadLettered(string? reason, string body)
    {
        // The longest, since one key may be the end of another.
        if (_objects.Keys.Where(key => body.Contains(key, StringComparison.Ordinal)).MaxBy(key => key.Length) is { } key)
        {
            _deadLetters[key] = reason;
        }
    }

    /// <summary>Records what the agent said.</summary>
    public void Read(AgentLine line)
    {
        switch (line.EventId)
        {
            case LogEvents.ObjectLoaded when line.Text("Key") is { } key && _objects.ContainsKey(key):
                // The line follows the settlement; the rows could be queried before it.
                var queryable = line.At - TimeSpan.FromMilliseconds(Milliseconds(line, "SettleMs"));
                _loads.TryAdd(key, new LoadedObject(queryable, line.Number("Rows")));
                break;
            case LogEvents.ConsoleAddress:
                _consoleAddress = line.Text("Url");
                break;
            case LogEvents.ObjectRetried or LogEvents.ObjectDeadLettered when line.Text("Subject") is { } subject:
                _failures[subject] = $"{line.Text("ErrorCode")}: {line.Text("Reason")}. {line.Text("WhatToDo")}".TrimEnd();
                break;
        }
    }

    public DomainProgress Of(string domain)
    {
        var own = Objects.Where(file => file.Domain == domain).ToList();
        return new DomainProgress(
            domain,
            own.Count,
            own.Count(file => _uploads.ContainsKey(file.Key)),
            own.Count(IsLoaded),
            own.Count(IsDeadLettered),
            own.Sum(file => _loads.TryGetValue(file.Key, out var load) ? load.Rows : 0));
    }

    /// <summary>Time from the start of each upload until its rows could be queried, in ascending order.</summary>
    public IReadOnlyList<TimeSpan> Latencies(SourceTable table) =>
    [
        .. table.Objects
            .Where(file => _loads.ContainsKey(file.Key) && _uploads.ContainsKey(file.Key))
            .Select(file => _loads[file.Key].QueryableAt - _uploads[file.Key])
            .Order(),
    ];

    private static double Milliseconds(AgentLine line, string name) =>
        double.TryParse(line.Text(name), CultureInfo.InvariantCulture, out var milliseconds) ? milliseconds : 0;

    private sealed record LoadedObject(DateTimeOffset QueryableAt, long Rows);
}
