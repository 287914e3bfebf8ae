using System.Text.Json;
using Sluice.Sandbox;

namespace Sluice.ChaosTests.World;

/// <summary>The sandbox's ClickHouse as its operator sees it, past every fault.</summary>
internal sealed class Database(LocalCloud cloud) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromMinutes(5) };

    public void Dispose() => _http.Dispose();

    public Task ExecuteAsync(string sql, CancellationToken cancellationToken) => SendAsync(sql, cancellationToken);

    /// <summary>The rows of a SELECT, as JSON.</summary>
    public async Task<IReadOnlyList<JsonElement>> QueryAsync(string sql, CancellationToken cancellationToken)
    {
        var text = await SendAsync($"{sql}\nFORMAT JSONEachRow SETTINGS output_format_json_quote_64bit_integers = 0", cancellationToken);
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
    }

    /// <summary>The one value of a SELECT, as text; empty when there is no row.</summary>
    public async Task<string> ScalarAsync(string sql, CancellationToken cancellationToken) =>
        (await SendAsync($"{sql}\nFORMAT TSVRaw", cancellationToken)).TrimEnd('\n');

    private async Task<string> SendAsync(string sql, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, cloud.ClickHouseHttpEndpoint) { Content = new StringContent(sql) };
        request.Headers.Add("X-ClickHouse-User", cloud.AdminUser);
        request.Headers.Add("X-ClickHouse-Key", cloud.AdminPassword);
        using var response = await _http.SendAsync(request, cancellationToken);
        var answer = await response.Content.ReadAsStringAsync(cancellationToken);
        return response.IsSuccessStatusCode ? answer : throw new ChaosException($"ClickHouse refused '{sql}': {answer.Trim()}");
    }
}
