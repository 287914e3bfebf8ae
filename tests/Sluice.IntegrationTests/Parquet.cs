using Sluice.Sandbox;

namespace Sluice.IntegrationTests;

/// <summary>Parquet files, made by ClickHouse.</summary>
internal static class Parquet
{
    private static readonly HttpClient _http = new();

    /// <summary>The result of a query.</summary>
    public static async Task<byte[]> OfAsync(LocalCloud cloud, string query)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, cloud.ClickHouseHttpEndpoint) { Content = new StringContent($"{query} FORMAT Parquet") };
        request.Headers.Add("X-ClickHouse-User", cloud.AdminUser);
        request.Headers.Add("X-ClickHouse-Key", cloud.AdminPassword);
        using var response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        return await response.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
    }
}
