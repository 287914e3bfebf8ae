using System.Collections.Immutable;
using ClickHouse.Driver;
using Sluice.Failures;
using Sluice.Loading;
using Sluice.Loading.ClickHouse;
using Sluice.Loading.Targets;

namespace Sluice.Bench.Fuzz;

/// <summary>
/// Lets ClickHouse answer with errors that repeat an object's path, as it does, and compares what is made of them with what is made of the same answer about a
/// harmless key: no word of a key may be taken for S3's or ClickHouse's.
/// </summary>
internal static class AnswerCheck
{
    private const string Harmless = "market/prices/ds=1/harmless.parquet";

    /// <summary>As ClickHouse 26.7 writes them; <c>{0}</c> is where the path is.</summary>
    private static readonly ImmutableArray<(int Code, string Text)> _answers =
    [
        (499, "Failed to get object info: No response body.. HTTP response code: 404: while reading '{0}' in bucket 'b' on disk 'StorageS3': While executing ReadFromObjectStorage. (S3_ERROR)"),
        (499, "Failed to get object info: No response body.. HTTP response code: 403: while reading '{0}' in bucket 'b' on disk 'StorageS3'. (S3_ERROR)"),
        (499, "Poco::Exception. Code: 1000, e.displayText() = Connection refused: while reading '{0}' in bucket 'b' on disk 'StorageS3'. (S3_ERROR)"),
        (636, "The table structure cannot be extracted from a Parquet format file: (in file/uri {0}). (CANNOT_EXTRACT_TABLE_STRUCTURE)"),
        (117, "Not a Parquet file (wrong magic bytes at the end of file): (in file/uri b/{0}): While executing ReadFromObjectStorage. (INCORRECT_DATA)"),
        (241, "Query memory limit exceeded: (in file/uri b/{0}). (MEMORY_LIMIT_EXCEEDED)"),
        (395, "refused: while executing 'FUNCTION throwIf(equals(_path, '{0}'))'. (FUNCTION_THROW_IF_VALUE_IS_NON_ZERO)"),
    ];

    private static readonly TargetTable _target = TargetOf(new TableName("market", "prices"));

    /// <exception cref="FuzzException">A word of the key decides something.</exception>
    public static void Run(string key)
    {
        foreach (var answer in _answers)
        {
            foreach (var path in (string[])[key, ObjectUrl.PathOf(key), Sql.Literal(key)[1..^1]])
            {
                var (taken, expected) = (Taken(answer, path, key), Taken(answer, Harmless, Harmless));
                if (taken != expected)
                {
                    throw new FuzzException($"of an answer about {path} is made {taken}, expected {expected}");
                }
            }
        }
    }

    private static (Failure Failure, bool IsMissing, bool WroteNothing) Taken((int Code, string Text) answer, string path, string key)
    {
        var exception = ServerMessage.WithoutPaths(
            new ClickHouseServerException($"Code: {answer.Code}. DB::Exception: {answer.Text.Replace("{0}", path, StringComparison.Ordinal)}", "INSERT", answer.Code),
            ["market/prices/ds=1/other.parquet", key]);
        return (FailureClassifier.Classify(exception), FailureClassifier.IsMissingObject(exception), InsertFault.WroteNothing(exception, _target));
    }

    private static TargetTable TargetOf(TableName name) => new(name, [], [new WrittenTable(name, "MergeTree", 100, IsPartitioned: true)], []);
}
