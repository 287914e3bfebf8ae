using Sluice.Operating.DeadLetters;
using Sluice.WebConsole.Letters;

namespace Sluice.ConsoleTests;

[Trait("Category", "Unit")]
public sealed class LetterBodyTests
{
    [Fact]
    public void Json_is_indented_and_keeps_its_letters() =>
        LetterBody.Pretty("""{"key":"market/가격+1.parquet"}""").ShouldBe("{\n  \"key\": \"market/가격+1.parquet\"\n}");

    [Theory]
    [InlineData("not json {")]
    [InlineData("")]
    public void What_is_no_json_stays_as_it_is(string body) => LetterBody.Pretty(body).ShouldBe(body);

    [Theory]
    [InlineData("https://b.s3.amazonaws.com/k?X-Amz-Credential=AKIDEXAMPLE&X-Amz-Signature=abc123&x=1", "https://b.s3.amazonaws.com/k?X-Amz-Credential=[HIDDEN]&X-Amz-Signature=[HIDDEN]&x=1")]
    [InlineData("https://b.s3.amazonaws.com/k?X-Amz-Security-Token=tok", "https://b.s3.amazonaws.com/k?X-Amz-Security-Token=[HIDDEN]")]
    [InlineData("https://b.s3.amazonaws.com/k?AWSAccessKeyId=AKID&Signature=s%2Bg", "https://b.s3.amazonaws.com/k?AWSAccessKeyId=[HIDDEN]&Signature=[HIDDEN]")]
    public void What_lets_somebody_in_is_hidden(string value, string shown) => LetterBody.Line(value).ShouldBe(shown);

    [Fact]
    public void What_changes_how_a_line_reads_is_written_out() => LetterBody.Pretty("a\u202Eb\nc").ShouldBe("a\\u202Eb\nc");

    [Fact]
    public void A_page_keeps_no_more_of_a_letter_than_it_shows()
    {
        var letter = LetterBody.Cut(new DeadLetter
        {
            Domain = "market", MessageId = "m", Body = new string('b', 1_000_000), Reason = new string('r', 1_000_000), Attributes = new Dictionary<string, string> { ["a"] = new string('a', 1_000_000) },
        });

        (letter.Body.Length + letter.Reason.Length + letter.Attributes["a"].Length).ShouldBeLessThan(40_000);
    }
}
