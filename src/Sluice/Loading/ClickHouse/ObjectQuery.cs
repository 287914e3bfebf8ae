using ClickHouse.Driver;
using ClickHouse.Driver.ADO.Readers;
using Sluice.Failures;

namespace Sluice.Loading.ClickHouse;

/// <summary>Asks ClickHouse about objects.</summary>
internal static class ObjectQuery
{
    private static readonly Dictionary<string, object> _none = [];

    /// <param name="client">The server.</param>
    /// <param name="queryId">What the query log calls the question by.</param>
    /// <param name="sql">The question.</param>
    /// <param name="keys">The objects that it reads.</param>
    /// <param name="answer">Makes something of a row.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="settings">Settings besides those of every statement that reads S3.</param>
    /// <exception cref="ClickHouseServerException">One of them is not there or not readable; the message has none of their paths.</exception>
    public static async Task<IReadOnlyList<T>> AskAsync<T>(
        ClickHouseClient client, string queryId, string sql, IReadOnlyCollection<string> keys, Func<ClickHouseDataReader, T> answer, CancellationToken cancellationToken,
        IReadOnlyDictionary<string, object>? settings = null)
    {
        try
        {
            using var reader = await client.ExecuteReaderAsync(
                sql,
                options: new QueryOptions { QueryId = queryId, CustomSettings = new Dictionary<string, object>([.. S3Function.ReadSettings, .. settings ?? _none]) },
                cancellationToken: cancellationToken);
            var answers = new List<T>();
            while (await reader.ReadAsync(cancellationToken))
            {
                answers.Add(answer(reader));
            }

            return answers;
        }
        catch (ClickHouseServerException e)
        {
            throw ServerMessage.WithoutPaths(e, keys);
        }
    }
}
