using Microsoft.Extensions.Time.Testing;
using Sluice.Configuration;
using Sluice.Loading.ClickHouse;
using Sluice.Tests.Credentials;

namespace Sluice.Tests.Loading;

[Trait("Category", "Unit")]
public sealed class S3FunctionTests : IDisposable
{
    private const string Url = "https://s3.ap-northeast-2.amazonaws.com/data-pipeline-curated-dev/market/prices/p/a.parquet";

    private readonly CredentialFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task The_agents_keys_are_passed_as_they_are_now()
    {
        _files.Write("AKIAOLD", "it's");
        (await OfAsync(S3Access.Session)).ShouldBe($"s3('{Url}', 'AKIAOLD', 'it\\'s', 'Parquet')");

        _files.WriteProcess();
        (await OfAsync(S3Access.Session)).ShouldBe($"s3('{Url}', 'KEY1', 'secret', 'token', 'Parquet')");
    }

    [Theory]
    [InlineData(S3Access.NamedCollection, $"s3(`curated`, url = '{Url}', format = 'Parquet')")]
    [InlineData(S3Access.Server, $"s3('{Url}', 'Parquet')")]
    public async Task Without_the_agents_keys_none_are_looked_for(S3Access access, string expected)
    {
        (await OfAsync(access)).ShouldBe(expected);
        S3Function.Shown(Settings(access), "market/prices/p/a.parquet").ShouldBe(expected);
    }

    [Fact]
    public void What_people_see_has_no_keys() =>
        S3Function.Shown(Settings(S3Access.Session), "market/prices/p/a.parquet").ShouldBe($"s3('{Url}', '[HIDDEN]', '[HIDDEN]', 'Parquet')");

    private static SluiceSettings Settings(S3Access access)
    {
        var settings = Some.Settings();
        return settings with { ClickHouse = settings.ClickHouse with { S3Access = access, S3NamedCollection = "curated" } };
    }

    private async Task<string> OfAsync(S3Access access)
    {
        using var credentials = _files.Credentials(new FakeTimeProvider());
        return await new S3Function(credentials, Settings(access)).OfAsync(["market/prices/p/a.parquet"], "Parquet");
    }
}
