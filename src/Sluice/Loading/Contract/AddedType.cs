namespace Sluice.Loading.Contract;

/// <summary>The type of a column that evolve mode adds.</summary>
internal static class AddedType
{
    /// <summary>
    /// The file's type, Nullable so that older rows and files that lack it say so. Types that cannot be Nullable stay as they are, and so do
    /// types that are not known here.
    /// </summary>
    public static string Of(string fileType)
    {
        var type = TypeName.Parse(fileType);
        return type switch
        {
            { IsNullable: true } => type.ToString(),
            { Name: "LowCardinality", Inner: { } inner } => $"LowCardinality(Nullable({inner}))",
            _ when CanBeNullable(type) => $"Nullable({type})",
            _ => type.ToString(),
        };
    }

    private static bool CanBeNullable(TypeName type) =>
        type.Name is "Bool" or "String" or "FixedString" or "Date" or "Date32" or "DateTime" or "DateTime64" or "UUID" or "IPv4" or "IPv6"
            or "Enum8" or "Enum16"
        || NumberType.Of(type) is not null;
}
