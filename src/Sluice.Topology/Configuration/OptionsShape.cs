using System.Collections;
using System.ComponentModel;
using System.Reflection;

namespace Sluice.Topology;

/// <summary>
/// Compares configuration values with the options class that they are to be bound to, so that a misspelt key and a value of the wrong
/// type are errors like any other, all reported at once. (A binder throws at the first, without saying what may stand there.)
/// </summary>
public static class OptionsShape
{
    /// <summary>Adds an error for each key that the options do not have and each value that does not convert.</summary>
    /// <param name="values">The configuration, flat, with <c>:</c> between the keys of a path.</param>
    /// <param name="options">Class with a settable property for each key.</param>
    /// <param name="errors">Receives the errors.</param>
    /// <param name="others">Top-level keys that somebody else reads.</param>
    /// <returns>The values that can be bound.</returns>
    public static IReadOnlyDictionary<string, string?> Check(
        IEnumerable<KeyValuePair<string, string?>> values, Type options, ICollection<ConfigurationError> errors, params IEnumerable<string> others)
    {
        var check = new ShapeCheck(errors);
        string[] ignored = [.. others, "$schema"];
        check.Section(Setting.Tree(values).Children.Where(setting => !ignored.Contains(setting.Key, StringComparer.OrdinalIgnoreCase)), options);
        return check.Usable;
    }

    private sealed class ShapeCheck(ICollection<ConfigurationError> errors)
    {
        public Dictionary<string, string?> Usable { get; } = new(StringComparer.OrdinalIgnoreCase);

        public void Section(IEnumerable<Setting> settings, Type type)
        {
            foreach (var setting in settings)
            {
                if (type.GetProperty(setting.Key, BindingFlags.IgnoreCase | BindingFlags.Instance | BindingFlags.Public) is { } property)
                {
                    Value(setting, property.PropertyType);
                }
                else
                {
                    errors.Add(new(setting.Path, setting.Value ?? "{…}", $"one of {string.Join(", ", KeysOf(type))}"));
                }
            }
        }

        private void Value(Setting setting, Type type)
        {
            if (TypeDescriptor.GetConverter(type) is { } converter && converter.CanConvertFrom(typeof(string)))
            {
                Scalar(setting, type, converter);
            }
            else if (setting.Value is { Length: > 0 } value)
            {
                errors.Add(new(setting.Path, value, "a section in braces"));
            }
            else if (typeof(IDictionary).IsAssignableFrom(type))
            {
                Entries(setting, type.GetGenericArguments()[1]);
            }
            else
            {
                Section(setting.Children, type);
            }
        }

        private void Entries(Setting dictionary, Type type)
        {
            foreach (var entry in dictionary.Children)
            {
                Value(entry, type);

                // An entry without settings of its own, such as "market": {}, is still an entry.
                Usable.TryAdd(entry.Path, null);
            }
        }

        private void Scalar(Setting setting, Type type, TypeConverter converter)
        {
            if (setting.Children.Count > 0)
            {
                errors.Add(new(setting.Path, "{…}", Describe(type)));
            }
            else if (setting.Value is not { Length: > 0 } value)
            {
                Usable[setting.Path] = null;
            }
            else if (Converts(converter, value, type))
            {
                Usable[setting.Path] = value;
            }
            else
            {
                errors.Add(new(setting.Path, value, Describe(type)));
            }
        }
    }

    private static bool Converts(TypeConverter converter, string value, Type type)
    {
        try
        {
            var converted = converter.ConvertFromInvariantString(value);
            var given = Nullable.GetUnderlyingType(type) ?? type;
            return !given.IsEnum || (converted is not null && Enum.IsDefined(given, converted));
        }
        catch (Exception e) when (e is FormatException or ArgumentException or OverflowException or NotSupportedException)
        {
            return false;
        }
    }

    private static IEnumerable<string> KeysOf(Type type) => type
        .GetProperties(BindingFlags.Instance | BindingFlags.Public)
        .Where(property => property.SetMethod is not null)
        .Select(property => char.ToLowerInvariant(property.Name[0]) + property.Name[1..])
        .Order(StringComparer.Ordinal);

    private static string Describe(Type type) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        { IsEnum: true } names => $"one of {string.Join(", ", Enum.GetNames(names))}",
        var given when given == typeof(bool) => "true or false",
        var given when given == typeof(int) => "a whole number",
        var given when given == typeof(TimeSpan) => "a duration such as 00:05:00",
        _ => "one value",
    };
}
