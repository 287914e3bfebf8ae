using System.Collections.Frozen;

namespace Sluice.Failures;

/// <summary>Code, attempts, backoff and remedy of each kind of failure (specification, Error Codes and Retry Policy; R8, R9).</summary>
internal static class RetryTable
{
    private const string Redrive = "When the cause is gone, redrive the message.";

    private static readonly FrozenDictionary<ErrorKind, RetryRule> _byKind = Rules().ToFrozenDictionary(rule => rule.Kind);

    /// <summary>All of them, in the order of <see cref="ErrorKind"/>.</summary>
    public static IEnumerable<RetryRule> All => _byKind.Values.OrderBy(rule => rule.Kind);

    public static RetryRule Of(ErrorKind kind) => _byKind[kind];

    private static IEnumerable<RetryRule> Rules() =>
    [
        new(ErrorKind.Event, ErrorCode.E001, Once, "Look at the message and at what sent it."),
        new(ErrorKind.Format, ErrorCode.E002, Once, "Write the object again as Parquet and upload it."),
        new(ErrorKind.Schema, ErrorCode.E003, Once, "Correct the object's columns, or create or alter the table, and upload the object again or redrive the message."),
        new(ErrorKind.Connection, ErrorCode.E004, Seconds(2, 4, 8), Redrive),
        new(ErrorKind.Network, ErrorCode.E004, Seconds(2, 4, 8), Redrive),
        new(ErrorKind.Database, ErrorCode.E005, Seconds(2, 4, 8), Redrive),
        new(ErrorKind.Memory, ErrorCode.E006, Seconds(5, 10), "Give the domain more memory (memoryMiB), or write smaller row groups, and redrive the message."),
        new(ErrorKind.Permission, null, Once, "Give the agent or its ClickHouse user the missing permission, then redrive the message."),
        new(ErrorKind.Throttled, ErrorCode.E005, Seconds(2, 4, 8), Redrive),
        new(ErrorKind.Unknown, null, Seconds(2, 4, 8), Redrive),
    ];

    private static IReadOnlyList<TimeSpan> Once => [];

    private static IReadOnlyList<TimeSpan> Seconds(params IEnumerable<int> seconds) => [.. seconds.Select(each => TimeSpan.FromSeconds(each))];
}
