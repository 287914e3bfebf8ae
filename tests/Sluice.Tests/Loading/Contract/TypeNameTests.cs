using CsCheck;
using Sluice.Loading.Contract;

namespace Sluice.Tests.Loading.Contract;

[Trait("Category", "Unit")]
public sealed class TypeNameTests
{
    [Theory]
    [InlineData("UInt64")]
    [InlineData("Decimal(9, 2)")]
    [InlineData("DateTime64(3, 'Asia/Seoul')")]
    [InlineData("LowCardinality(Nullable(String))")]
    [InlineData("Map(LowCardinality(String), Array(Tuple(a UInt8, `b c` String)))")]
    [InlineData("Enum8('it\\'s' = -1, 'b, c)' = 2)")]
    [InlineData("Tuple(`1` UInt8, `back\\`tick` String)")]
    public void A_type_is_printed_as_ClickHouse_prints_it(string text) => TypeName.Parse(text).ToString().ShouldBe(text);

    [Fact]
    public void A_tuple_over_several_lines_is_the_tuple_on_one()
    {
        var type = TypeName.Parse("Array(Tuple(\n    a UInt8,\n    `b` Nullable(String)))");

        type.ToString().ShouldBe("Array(Tuple(a UInt8, b Nullable(String)))");
        type.Inner!.Arguments.Select(element => element.Label).ShouldBe(["a", "b"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("(")]
    [InlineData("Array(")]
    [InlineData("Tuple()")]
    [InlineData("Array(UInt8))")]
    [InlineData("Enum8('a = 1)")]
    [InlineData("Enum8('a' = )")]
    [InlineData("Tuple(`a UInt8)")]
    [InlineData("Enum8('\\")]
    [InlineData("JSON(max_dynamic_paths=8, a.b UInt32, SKIP c)")]
    [InlineData("DOUBLE PRECISION")]
    public void What_cannot_be_parsed_is_a_type_of_that_name(string text)
    {
        var type = TypeName.Parse(text);

        type.Name.ShouldBe(text);
        type.Arguments.ShouldBeEmpty();
    }

    [Fact]
    public void A_type_nested_without_end_does_not_exhaust_the_stack()
    {
        var text = string.Concat(Enumerable.Repeat("Array(", 200_000));

        TypeName.Parse(text).Name.ShouldBe(text);
    }

    [Theory]
    [InlineData("LowCardinality(Nullable(String))", true, "String")]
    [InlineData("LowCardinality(String)", false, "String")]
    [InlineData("Nullable(Decimal(9, 2))", true, "Decimal(9, 2)")]
    [InlineData("Array(Nullable(UInt8))", false, "Array(Nullable(UInt8))")]
    [InlineData("Nullable", false, "Nullable")]
    public void Wrappers_say_whether_and_not_what(string text, bool isNullable, string bare)
    {
        var type = TypeName.Parse(text);

        (type.IsNullable && type.Inner is not null).ShouldBe(isNullable);
        type.Bare.ToString().ShouldBe(bare);
    }

    [Fact]
    public void Printing_and_parsing_give_the_same_type() =>
        Types(4).Sample(type => TypeName.Parse(type.ToString()).ToString() == type.ToString() && Depth(TypeName.Parse(type.ToString())) == Depth(type));

    [Fact]
    public void No_text_makes_the_parser_fail() =>
        Gen.OneOf(Gen.String, Gen.String[Gen.Char["(),'`\"\\= aAU18-\n"], 0, 40])
            .Sample(text => TypeConversion.Judge(TypeName.Parse(text), TypeName.Parse("UInt8"), null, null) is not null);

    [Fact]
    public void A_type_fits_itself_and_a_type_of_no_known_name_fits_nothing_else() => Types(3).Sample(type =>
    {
        TypeConversion.Judge(type, type, null, null).Fit.ShouldBe(ConversionFit.Exact);
        TypeConversion.Judge(type, TypeName.Parse("Mystery(1)"), null, null).Fit.ShouldBe(ConversionFit.Incompatible);
        TypeConversion.Judge(TypeName.Parse("Mystery(1)"), type, null, null).Fit.ShouldBe(ConversionFit.Incompatible);
    });

    private static int Depth(TypeName type) => 1 + type.Arguments.Select(argument => argument.Type is { } inner ? Depth(inner) : 0).DefaultIfEmpty().Max();

    private static Gen<TypeName> Types(int depth)
    {
        string[] names =
        [
            "UInt8", "Int256", "String", "Date32", "Decimal(9, 2)", "DateTime64(6, 'UTC')", "FixedString(16)", "Enum8('a\\'' = 1, '' = -2)",
        ];
        var scalar = Gen.Int[0, names.Length - 1].Select(index => TypeName.Parse(names[index]));
        if (depth == 0)
        {
            return scalar;
        }

        var inner = Types(depth - 1);
        var label = Gen.String[Gen.Char["ab_1 `\\,()"], 1, 6];
        return Gen.OneOf(
            scalar,
            scalar.Select(type => new TypeName("Nullable", [Of(type)])),
            scalar.Select(type => new TypeName("LowCardinality", [Of(type)])),
            inner.Select(type => new TypeName("Array", [Of(type)])),
            Gen.Select(scalar, inner, (key, value) => new TypeName("Map", [Of(key), Of(value)])),
            Gen.Select(label, inner).Array[1, 3].Select(elements => new TypeName(
                "Tuple", [.. elements.DistinctBy(element => element.Item1).Select(element => new TypeArgument(element.Item1, element.Item2, null))])));
    }

    private static TypeArgument Of(TypeName type) => new(null, type, null);
}
