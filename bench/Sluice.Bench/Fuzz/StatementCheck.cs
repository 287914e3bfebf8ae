using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Amazon.Runtime;
using Sluice.Admitting;
using Sluice.Configuration;
using Sluice.Ledger;
using Sluice.Loading.ClickHouse;
using Sluice.Loading.Contract;
using Sluice.Loading.Targets;

namespace Sluice.Bench.Fuzz;

/// <summary>
/// Writes an admitted request's statements with the agent's code, and compares them token by token with those of a harmless key: same kinds, same
/// words, and every literal stands for exactly what was put in.
/// </summary>
internal sealed class StatementCheck(SluiceSettings settings)
{
    private const string HarmlessETag = "harmless-tag";
    private const string OtherKey = "market/prices/ds=1/other.parquet";
    private const string Unreserved = "-._~";

    private static readonly DateTime _deadline = new(2025, 9, 10, 7, 0, 0, DateTimeKind.Utc);

    private readonly S3Function _s3 = new(new BasicAWSCredentials("AKIAEXAMPLE", "it's\\secret"), settings);

    /// <summary>The statements that load an object: alone, staged, together with another (where it can be), and what <c>sluice explain</c> shows.</summary>
    public async Task<IReadOnlyList<string>> StatementsAsync(string database, string table, string key, string etag)
    {
        var inserted = Inserted(key, etag);
        var alone = Plan(database, table, [inserted]);
        var source = await _s3.OfAsync([key], "Parquet");
        var staging = new StagingPlan(alone.Target, [new ColumnMapping("id", "UInt64", ColumnOrigin.File)], inserted, _deadline, 1, "");
        List<string> statements =
        [
            InsertStatement.FromS3(alone, source, _s3.PathOf),
            InsertStatement.ToStaging(staging, source),
            InsertStatement.Explain(alone, settings),
        ];
        if (ObjectUrl.CanShare(key))
        {
            var together = Plan(database, table, [inserted, Inserted(OtherKey, "other")]);
            statements.Add(InsertStatement.FromS3(together, await _s3.OfAsync([key, OtherKey], "Parquet"), _s3.PathOf));
        }

        return statements;
    }

    /// <exception cref="FuzzException">A statement says something else than a harmless key's.</exception>
    public async Task RunAsync(LoadRequest request)
    {
        var harmlessKey = $"{request.Domain.Prefix}{request.TableName}/ds=1/harmless.parquet";
        var etag = request.ETag ?? "";
        var expected = new Dictionary<string, string>
        {
            [HarmlessETag] = etag,
            [UrlOf(harmlessKey)] = UrlOf(request.Key),
            [SharedUrlOf(harmlessKey)] = SharedUrlOf(request.Key),
            [_s3.PathOf(harmlessKey)] = $"{settings.Topology.Bucket}/{request.Key}",
            [IdOf(harmlessKey, HarmlessETag)] = IdOf(request.Key, etag),
        };
        var harmless = await StatementsAsync(request.Domain.Database, request.TableName, harmlessKey, HarmlessETag);
        var statements = await StatementsAsync(request.Domain.Database, request.TableName, request.Key, etag);
        foreach (var (statement, model) in statements.Zip(harmless))
        {
            Compare(SqlTokenizer.Read(statement), SqlTokenizer.Read(model), expected);
        }
    }

    private static void Compare(IReadOnlyList<SqlToken> tokens, IReadOnlyList<SqlToken> harmless, Dictionary<string, string> expected)
    {
        foreach (var (token, model) in tokens.Zip(harmless))
        {
            var text = model.Kind == SqlTokenKind.Literal ? expected.GetValueOrDefault(model.Text, model.Text) : model.Text;
            if (token != model with { Text = text } || token.Kind is SqlTokenKind.Error or SqlTokenKind.Comment)
            {
                throw new FuzzException($"the statement has {token.Kind} {token.Text}, expected {model.Kind} {text}");
            }
        }

        if (tokens.Count != harmless.Count)
        {
            throw new FuzzException($"the statement has {tokens.Count} tokens instead of {harmless.Count}");
        }
    }

    private static InsertPlan Plan(string database, string table, ImmutableArray<InsertedObject> objects) =>
        new(new TableName(database, table), ["id", "label"], objects, "_sluice_load_id", "token", "26.7", _deadline, 1, "");

    private InsertedObject Inserted(string key, string etag) => new(key, etag, LoadId.Of(settings.Topology.Bucket, key, etag));

    private string IdOf(string key, string etag) => Inserted(key, etag).Id.Value;

    private string UrlOf(string key) => $"{settings.ClickHouse.S3Endpoint.AbsoluteUri}{settings.Topology.Bucket}/{Encoded(key)}";

    private string SharedUrlOf(string key) =>
        $"{settings.ClickHouse.S3Endpoint.AbsoluteUri}{settings.Topology.Bucket}/{{{Encoded(key)},{Encoded(OtherKey)}}}";

    private static string Encoded(string key)
    {
        var text = new StringBuilder();
        foreach (var value in Encoding.UTF8.GetBytes(key))
        {
            if (char.IsAsciiLetterOrDigit((char)value) || value == '/' || Unreserved.Contains((char)value, StringComparison.Ordinal))
            {
                text.Append((char)value);
            }
            else
            {
                text.Append(CultureInfo.InvariantCulture, $"%{value:X2}");
            }
        }

        return text.ToString();
    }
}
