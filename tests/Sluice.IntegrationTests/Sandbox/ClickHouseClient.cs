using Sluice.Sandbox;

namespace Sluice.IntegrationTests.Sandbox;

/// <summary>Runs SQL over ClickHouse's HTTP interface.</summary>
internal static class ClickHouseClient
{
    public static Task<string> AdminAsync(this ClickHouseServer server, LocalCloud cloud, string sql) =>
        QueryAsync(server, cloud.AdminUser, cloud.AdminPassword, sql);

    public static Task<string> LoaderAsync(this ClickHouseServer server, LocalCloud cloud, string sql) =>
        QueryAsync(server, cloud.LoaderUser, cloud.LoaderPassword, sql);

    public static async Task<string> QueryAsync(this ClickHouseServer server, string user, string password, string sql)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, server.HttpEndpoint) { Content = new StringContent(sql) };
        request.Headers.Add("X-ClickHouse-User", user);
        request.Headers.Add("X-ClickHouse-Key", password);
        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Trim();
    }
}
