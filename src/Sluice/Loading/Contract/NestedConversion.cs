namespace Sluice.Loading.Contract;

/// <summary>Arrays, maps and tuples, element by element.</summary>
internal static class NestedConversion
{
    /// <returns>The judgement, or null when the types are not nested in the same way.</returns>
    public static Conversion? Judge(TypeName file, TypeName table) => (file.Name, table.Name) switch
    {
        ("Array", "Array") when file.Inner is { } from && table.Inner is { } to => Element("elements", from, to),
        ("Map", "Map") when AreTypes(file, 2) && AreTypes(table, 2) =>
            Element("keys", file.Arguments[0].Type!, table.Arguments[0].Type!).And(
                Element("values", file.Arguments[1].Type!, table.Arguments[1].Type!)),
        ("Tuple", "Tuple") when AreTypes(file, file.Arguments.Count) && AreTypes(table, table.Arguments.Count) => Tuples(file, table),
        _ => null,
    };

    // A table's tuple with names takes elements by name; without names, by position.
    private static Conversion Tuples(TypeName file, TypeName table)
    {
        if (table.Arguments.All(element => element.Label is null))
        {
            return file.Arguments.Count == table.Arguments.Count
                ? Worst(file.Arguments.Zip(table.Arguments, (from, to) => Element($"element {from.Label}", from.Type!, to.Type!)))
                : Conversion.Incompatible("the tuples have different numbers of elements");
        }

        var byName = table.Arguments
            .Select(to => (To: to, From: file.Arguments.FirstOrDefault(from => from.Label is not null && from.Label == to.Label)))
            .ToList();
        var dropped = file.Arguments.Where(from => table.Arguments.All(to => to.Label != from.Label)).Select(from => from.Label);
        return Worst(byName.Select(pair => pair.From is null
                ? Conversion.Lossy($"the file has no element {pair.To.Label}, which gets its type's default")
                : Element($"element {pair.To.Label}", pair.From.Type!, pair.To.Type!)))
            .And(Worst(dropped.Select(name => Conversion.Lossy($"element {name} is dropped"))));
    }

    private static Conversion Element(string what, TypeName file, TypeName table)
    {
        // The footer counts NULLs and keeps bounds per column, not per place in a nested value.
        var inner = TypeConversion.Judge(file, table, nullCount: null, range: null);
        return inner.Fit == ConversionFit.Exact ? inner : new Conversion(inner.Fit, $"in {what}, {inner.Reason}");
    }

    private static Conversion Worst(IEnumerable<Conversion> conversions) =>
        conversions.Aggregate(Conversion.Exact, (worst, next) => worst.And(next));

    private static bool AreTypes(TypeName type, int count) =>
        type.Arguments.Count == count && type.Arguments.All(argument => argument.Type is not null);
}
