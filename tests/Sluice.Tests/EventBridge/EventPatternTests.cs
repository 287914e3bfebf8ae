using System.Text.Json;
using Sluice.Sandbox.EventBridge;

namespace Sluice.Tests.EventBridge;

[Trait("Category", "Unit")]
public sealed class EventPatternTests
{
    [Theory]
    [InlineData("""{"a":["1"]}""", """{"a":1}""", false)]
    [InlineData("""{"a":[1]}""", """{"a":"1"}""", false)]
    [InlineData("""{"a":[true]}""", """{"a":"true"}""", false)]
    [InlineData("""{"a":[null]}""", """{"a":"null"}""", false)]
    [InlineData("""{"a":[null]}""", """{}""", false)]
    [InlineData("""{"a":[true]}""", """{"a":true}""", true)]
    [InlineData("""{"a":[""]}""", """{"a":null}""", false)]
    [InlineData("""{"a":["B"]}""", """{"a":"b"}""", false)]
    [InlineData("""{"a":["\u0041"]}""", """{"a":"A"}""", true)]
    public void A_value_matches_its_own_kind_only(string pattern, string @event, bool expected) =>
        Matches(pattern, @event).ShouldBe(expected);

    [Theory]
    [InlineData("300", "300.0", true)]
    [InlineData("3e2", "300", true)]
    [InlineData("300", "300.000001", false)]
    [InlineData("6000000000", "6000000000", true)]
    [InlineData("6000000000", "6000000000.0", false)]
    public void Numbers_are_compared_by_value_within_5e9_and_as_written_beyond(string asked, string given, bool expected) =>
        Matches($$"""{"a":[{{asked}}]}""", $$"""{"a":{{given}}}""").ShouldBe(expected);

    [Theory]
    [InlineData("""{"a":["1"],"b":["2"]}""", """{"a":"1","b":"3"}""", false)]
    [InlineData("""{"a":["1"],"b":["2"]}""", """{"a":"1","b":"2","c":"4"}""", true)]
    [InlineData("""{"a":{"b":{"c":["1"]}}}""", """{"a":{"b":{"c":"1"}}}""", true)]
    [InlineData("""{"a":{"b":["1"]}}""", """{"a":"1"}""", false)]
    [InlineData("""{"a.b":["1"]}""", """{"a":{"b":"1"}}""", true)]
    [InlineData("""{"a":["1"],"a":["2"]}""", """{"a":"2"}""", true)]
    [InlineData("""{"a":["1"],"a":["2"]}""", """{"a":"1"}""", false)]
    public void Fields_are_and(string pattern, string @event, bool expected) => Matches(pattern, @event).ShouldBe(expected);

    [Theory]
    [InlineData("""{"a":["x","y"]}""", """{"a":["y","z"]}""", true)]
    [InlineData("""{"a":["x"]}""", """{"a":[["z"],["x"]]}""", true)]
    [InlineData("""{"a":["x"]}""", """{"a":[]}""", false)]
    [InlineData("""{"a":[{"anything-but":"x"}]}""", """{"a":["x","y"]}""", true)]
    [InlineData("""{"a":[{"anything-but":"x"}]}""", """{"a":["x"]}""", false)]
    [InlineData("""{"a":[{"exists":false}]}""", """{"a":[]}""", true)]
    public void An_array_of_the_event_matches_when_one_element_does(string pattern, string @event, bool expected) =>
        Matches(pattern, @event).ShouldBe(expected);

    [Theory]
    [InlineData("Anna", "Smith", true)]
    [InlineData("Anna", "Jones", false)]
    [InlineData("Peter", "Jones", true)]
    public void Two_fields_must_come_from_the_same_element_of_an_array(string first, string last, bool expected) =>
        Matches(
            $$$"""{"staff":{"first":["{{{first}}}"],"last":["{{{last}}}"]}}""",
            """{"staff":[[{"first":"John","last":"Doe"},{"first":"Anna","last":"Smith"}],[{"first":"Peter","last":"Jones"}]]}""")
            .ShouldBe(expected);

    [Fact]
    public void Elements_of_different_arrays_are_independent() =>
        Matches("""{"a":{"x":["1"]},"b":{"x":["2"]}}""", """{"a":[{"x":"1"},{"x":"0"}],"b":[{"x":"0"},{"x":"2"}]}""").ShouldBeTrue();

    [Fact]
    public void A_wrong_first_choice_of_an_element_is_taken_back() =>
        Matches("""{"a":{"x":["1"],"y":["2"]}}""", """{"a":[{"x":"1","y":"0"},{"x":"1","y":"2"}]}""").ShouldBeTrue();

    [Theory]
    [InlineData("""{"prefix":"ab"}""", "\"abc\"", true)]
    [InlineData("""{"prefix":"ab"}""", "\"Abc\"", false)]
    [InlineData("""{"prefix":""}""", "\"\"", true)]
    [InlineData("""{"prefix":"1"}""", "12", false)]
    [InlineData("""{"prefix":{"equals-ignore-case":"aB"}}""", "\"Abc\"", true)]
    [InlineData("""{"suffix":"bc"}""", "\"abc\"", true)]
    [InlineData("""{"suffix":"bc"}""", "\"abC\"", false)]
    [InlineData("""{"suffix":{"equals-ignore-case":"BC"}}""", "\"abc\"", true)]
    [InlineData("""{"equals-ignore-case":"ÉTÉ"}""", "\"été\"", true)]
    [InlineData("""{"equals-ignore-case":"null"}""", "null", false)]
    [InlineData("""{"wildcard":"a*c"}""", "\"a/b/c\"", true)]
    [InlineData("""{"wildcard":"a*c"}""", "\"abd\"", false)]
    [InlineData("""{"wildcard":"1*"}""", "12", false)]
    public void Text_operators_take_strings_only_and_heed_case_unless_told(string expression, string value, bool expected) =>
        MatchesValue(expression, value).ShouldBe(expected);

    [Theory]
    [InlineData("""{"anything-but":"x"}""", "1", true)]
    [InlineData("""{"anything-but":"1"}""", "1", true)]
    [InlineData("""{"anything-but":1}""", "\"1\"", true)]
    [InlineData("""{"anything-but":1}""", "1.0", false)]
    [InlineData("""{"anything-but":["x","y"]}""", "\"y\"", false)]
    [InlineData("""{"anything-but":{"suffix":["a","b"]}}""", "\"xb\"", false)]
    [InlineData("""{"anything-but":{"wildcard":"*/tmp/*"}}""", "\"a/tmp/b\"", false)]
    [InlineData("""{"anything-but":{"wildcard":"*/tmp/*"}}""", "\"a/tmpb\"", true)]
    [InlineData("""{"anything-but":{"equals-ignore-case":"X"}}""", "\"x\"", false)]
    public void Anything_but_takes_every_value_that_its_operand_does_not(string expression, string value, bool expected) =>
        MatchesValue(expression, value).ShouldBe(expected);

    [Theory]
    [InlineData("""[">",0,"<=",5]""", "0", false)]
    [InlineData("""[">",0,"<=",5]""", "0.000001", true)]
    [InlineData("""[">",0,"<=",5]""", "5.0", true)]
    [InlineData("""[">=",0,"<",5]""", "0", true)]
    [InlineData("""[">=",0,"<",5]""", "5", false)]
    [InlineData("""["=",3.018e2]""", "301.8", true)]
    [InlineData("""["<",-1]""", "-1.5", true)]
    [InlineData("""["<=",-1]""", "-1", true)]
    [InlineData("""[">",1]""", "5000000000", true)]
    [InlineData("""[">",1]""", "5000000001", false)]
    [InlineData("""[">",1]""", "\"2\"", false)]
    [InlineData("""[">",1]""", "true", false)]
    public void Numeric_takes_numbers_in_its_range(string range, string value, bool expected) =>
        MatchesValue($$"""{"numeric":{{range}}}""", value).ShouldBe(expected);

    [Theory]
    [InlineData("10.0.0.0/24", "10.0.0.255", true)]
    [InlineData("10.0.0.0/24", "10.0.1.0", false)]
    [InlineData("10.0.0.77/24", "10.0.0.1", true)]
    [InlineData("10.0.0.0/9", "10.127.255.255", true)]
    [InlineData("10.0.0.0/9", "10.128.0.0", false)]
    [InlineData("0.0.0.0/0", "255.255.255.255", true)]
    [InlineData("0.0.0.0/0", "::1", false)]
    [InlineData("10.0.0.0/8", "10.1", false)]
    [InlineData("2001:db8:1234:1a00::/64", "2001:db8:1234:1a00:ffff::1", true)]
    [InlineData("2001:db8::/31", "2001:db9::", true)]
    [InlineData("2001:db8::/31", "2001:dba::", false)]
    [InlineData("2001:db8::/31", "[2001:db8::]", false)]
    public void Cidr_takes_addresses_of_its_network(string network, string address, bool expected) =>
        MatchesValue($$"""{"cidr":"{{network}}"}""", $"\"{address}\"").ShouldBe(expected);

    [Theory]
    [InlineData("""{"a":[{"exists":false}]}""", """{"b":1}""", true)]
    [InlineData("""{"a":[{"exists":false}]}""", """{"a":null}""", false)]
    [InlineData("""{"a":[{"exists":true}]}""", """{"a":null}""", true)]
    [InlineData("""{"a":[{"exists":true}]}""", """{"a":{"b":1}}""", false)]
    [InlineData("""{"a":[{"exists":false}]}""", """{"a":{"b":1}}""", true)]
    [InlineData("""{"a":["x",{"exists":false}]}""", """{"a":"x"}""", true)]
    [InlineData("""{"a":["x",{"exists":false}]}""", """{"a":"y"}""", false)]
    [InlineData("""{"a":["x",{"exists":false}]}""", """{}""", true)]
    public void Exists_asks_for_a_leaf(string pattern, string @event, bool expected) => Matches(pattern, @event).ShouldBe(expected);

    [Theory]
    [InlineData("""{"s":["x"],"$or":[{"a":["1"]},{"b":["2"]}]}""", """{"s":"x","b":"2"}""", true)]
    [InlineData("""{"s":["x"],"$or":[{"a":["1"]},{"b":["2"]}]}""", """{"b":"2"}""", false)]
    [InlineData("""{"$or":[{"a":["1"]},{"b":["2"]}],"s":["x"]}""", """{"b":"2"}""", false)]
    [InlineData("""{"$or":[{"a":["1"],"b":["2"]},{"c":["3"]}]}""", """{"a":"1"}""", false)]
    [InlineData("""{"$or":[{"a":["1"]},{"$or":[{"b":["2"]},{"c":["3"]}]}]}""", """{"c":"3"}""", true)]
    [InlineData("""{"$or":[{"a":["1"]},{"b":["2"]}],"d":{"$or":[{"e":["5"]},{"f":["6"]}]}}""", """{"a":"1","d":{"f":"6"}}""", true)]
    [InlineData("""{"$or":[{"a":["1"]},{"b":["2"]}],"d":{"$or":[{"e":["5"]},{"f":["6"]}]}}""", """{"a":"1","b":"2"}""", false)]
    public void Or_takes_one_of_its_branches(string pattern, string @event, bool expected) => Matches(pattern, @event).ShouldBe(expected);

    [Theory]
    [InlineData("""{"$or":[{"prefix":"a"},{"suffix":"b"}]}""", """{"$or":"ax"}""")]
    [InlineData("""{"$or":{"a":["1"]}}""", """{"$or":{"a":"1"}}""")]
    [InlineData("""{"$or":["1"]}""", """{"$or":"1"}""")]
    public void Or_of_another_shape_is_an_ordinary_field(string pattern, string @event) => Matches(pattern, @event).ShouldBeTrue();

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"a":{}}""")]
    [InlineData("""{"a":[]}""")]
    [InlineData("""{"a":"x"}""")]
    [InlineData("""{"a":null}""")]
    [InlineData("""{"a":[["x"]]}""")]
    [InlineData("""{"a":[{}]}""")]
    [InlineData("""{"a":[{"prefix":"x","suffix":"y"}]}""")]
    [InlineData("""{"a":[{"contains":"x"}]}""")]
    [InlineData("""{"a":[{"exists":"true"}]}""")]
    [InlineData("""{"a":[{"prefix":null}]}""")]
    [InlineData("""{"a":[{"prefix":{"suffix":"x"}}]}""")]
    [InlineData("""{"a":[{"prefix":{"equals-ignore-case":1}}]}""")]
    [InlineData("""{"a":[{"equals-ignore-case":["x"]}]}""")]
    [InlineData("""{"a":[{"wildcard":"a**b"}]}""")]
    [InlineData("""{"a":[{"wildcard":"a\\b"}]}""")]
    [InlineData("""{"a":[{"wildcard":"a\\"}]}""")]
    [InlineData("""{"a":[{"anything-but":[]}]}""")]
    [InlineData("""{"a":[{"anything-but":["x",1]}]}""")]
    [InlineData("""{"a":[{"anything-but":true}]}""")]
    [InlineData("""{"a":[{"anything-but":{"exists":true}}]}""")]
    [InlineData("""{"a":[{"anything-but":{"prefix":["x",""]}}]}""")]
    [InlineData("""{"a":[{"anything-but":{"wildcard":"**"}}]}""")]
    [InlineData("""{"a":[{"anything-but":6000000000}]}""")]
    [InlineData("""{"a":[{"numeric":">"}]}""")]
    [InlineData("""{"a":[{"numeric":[]}]}""")]
    [InlineData("""{"a":[{"numeric":[">","1"]}]}""")]
    [InlineData("""{"a":[{"numeric":["!=",1]}]}""")]
    [InlineData("""{"a":[{"numeric":["<",5,">",1]}]}""")]
    [InlineData("""{"a":[{"numeric":[">",5,"<",1]}]}""")]
    [InlineData("""{"a":[{"numeric":[">=",5,"<=",5]}]}""")]
    [InlineData("""{"a":[{"numeric":["=",1,"=",1]}]}""")]
    [InlineData("""{"a":[{"numeric":["<",5000000000.1]}]}""")]
    [InlineData("""{"a":[{"cidr":"10.0.0.0"}]}""")]
    [InlineData("""{"a":[{"cidr":"10.0.0.0/32"}]}""")]
    [InlineData("""{"a":[{"cidr":"10.0.0.0/-1"}]}""")]
    [InlineData("""{"a":[{"cidr":"10.0/8"}]}""")]
    [InlineData("""{"a":[{"cidr":"::/128"}]}""")]
    [InlineData("""{"$or":[]}""")]
    [InlineData("""{"$or":[{"a":["1"]}]}""")]
    [InlineData("""{"$or":[{"a":["1"]},{}]}""")]
    [InlineData("""{"$or":[{"a":["1"]},"x"]}""")]
    public void A_pattern_that_the_service_refuses_is_refused(string pattern) =>
        Should.Throw<InvalidEventPatternException>(() => EventPattern.Parse(pattern))
            .Message.ShouldMatch(@"^Event pattern is not valid\. Reason: [^\n]+\.$");

    [Fact]
    public void More_than_1000_combinations_of_or_are_refused()
    {
        EventPattern.Parse(WithOrs(9)).ShouldNotBeNull();
        Should.Throw<InvalidEventPatternException>(() => EventPattern.Parse(WithOrs(10)));

        static string WithOrs(int count) => "{" + string.Join(',', Enumerable.Range(0, count).Select(Field)) + "}";
        static string Field(int i) => $"\"f{i}\":" + """{"$or":[{"x":["1"]},{"y":["2"]}]}""";
    }

    private static bool MatchesValue(string expression, string value) =>
        Matches($$"""{"a":[{{expression}}]}""", $$"""{"a":{{value}}}""");

    private static bool Matches(string pattern, string @event)
    {
        using var document = JsonDocument.Parse(@event);
        return EventPattern.Parse(pattern).Matches(document.RootElement);
    }
}
