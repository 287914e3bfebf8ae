using System.Net;
using System.Text;
using CsCheck;
using Sluice.Admitting;

namespace Sluice.Tests.Admitting;

[Trait("Category", "Unit")]
public sealed class FormEncodingTests
{
    [Theory]
    [InlineData("a+b", "a b")]
    [InlineData("a%2Bb", "a+b")]
    [InlineData("%25%32%46", "%2F")]
    [InlineData("%EC%8B%9c", "시")]
    [InlineData("시", "시")]
    [InlineData("", "")]
    [InlineData("%", null)]
    [InlineData("%4", null)]
    [InlineData("%4g", null)]
    [InlineData("% 41", null)]
    [InlineData("%+1", null)]
    [InlineData("%80", null)]
    [InlineData("%C0%AF", null)]
    [InlineData("%ED%A0%80", null)]
    public void It_is_undone_once_and_only_where_it_is_whole(string text, string? key) => FormEncoding.TryDecode(text).ShouldBe(key);

    [Fact]
    public void Whatever_is_encoded_comes_back() => Gen.String.Select(text => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text))).Sample(key =>
    {
        FormEncoding.TryDecode(WebUtility.UrlEncode(key)).ShouldBe(key);
        FormEncoding.TryDecode(Uri.EscapeDataString(key)).ShouldBe(key);
    });
}
