using Sluice.Watching;

namespace Sluice.Tests.Watching;

/// <summary>What ClickHouse remembers is shown without the credentials that it leaves in.</summary>
[Trait("Category", "Unit")]
public sealed class StatementMemoryTests
{
    [Theory]
    [InlineData("INSERT INTO t SELECT * FROM s3('http://h/b/k', 'AKIA1', '[HIDDEN]', 'Parquet')", "INSERT INTO t SELECT * FROM s3('http://h/b/k', '[HIDDEN]', '[HIDDEN]', 'Parquet')")]
    [InlineData("s3('http://h/b/it\\'s', 'AKIA1', 'secret', 'token', 'Parquet') SETTINGS a = 1", "s3('http://h/b/it\\'s', '[HIDDEN]', '[HIDDEN]', 'Parquet') SETTINGS a = 1")]
    [InlineData("s3Cluster('c', 'x')", "s3Cluster('c', 'x')")]
    [InlineData("s3('http://h/b/k', 'Parquet')", "s3('http://h/b/k', 'Parquet')")]
    [InlineData("s3(curated, url = 'http://h/b/k', format = 'Parquet')", "s3(curated, url = 'http://h/b/k', format = 'Parquet')")]
    [InlineData("SELECT 's3', 'a', 'b', 'c'", "SELECT 's3', 'a', 'b', 'c'")]
    public void Credentials_are_hidden_and_nothing_else_is(string statement, string shown) => StatementMemory.WithoutCredentials(statement).ShouldBe(shown);
}
