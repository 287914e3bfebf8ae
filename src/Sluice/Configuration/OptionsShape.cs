using System.Collections;
using System.ComponentModel;
using System.Reflection;
using Microsoft.Extensions.Configuration;
using Sluice.Topology;

namespace Sluice.Configuration;

/// <summary>
/// Compares a configuration with the options class it is to be bound to, so that a misspelt key and a value of the wrong type are
/// errors like any other, all reported at once. (The binder would throw at the first.)
/// </summary>
internal static class OptionsShape
{
    /// <summary>Adds an error for each key that <paramref name="type"/> does not have and each value that does not convert.</summary>
    /// <returns>The values that can be bound, by full path.</returns>
    public static Dictionary<string, string?> Check(IConfiguration section, Type type, ICollection<ConfigurationError> errors)
    {
        var usable = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        CheckMembers(section, type, errors, usable);
        return usable;
    }

    private static void CheckMembers(
        IConfiguration section, Type type, ICollection<ConfigurationError> errors, Dictionary<string, string?> usable)
    {
        foreach (var child in section.GetChildren().Where(child => child.Path != "$schema"))
        {
            var property = type.GetProperty(child.Key, BindingFlags.IgnoreCase | BindingFlags.Instance | BindingFlags.Public);
            if (property is null)
            {
                errors.Add(new(child.Path, child.Value ?? "{…}", $"one of {string.Join(", ", KeysOf(type))}"));
            }
            else
            {
                CheckValue(child, property.PropertyType, errors, usable);
            }
        }
    }

    private static void CheckValue(
        IConfigurationSection section, Type type, ICollection<ConfigurationError> errors, Dictionary<string, string?> usable)
    {
        if (typeof(IDictionary).IsAssignableFrom(type))
        {
            foreach (var entry in section.GetChildren())
            {
                CheckMembers(entry, type.GetGenericArguments()[1], errors, usable);

                // An entry without settings of its own, such as "market": {}, is still an entry.
                usable.TryAdd(entry.Path, null);
            }
        }
        else if (TypeDescriptor.GetConverter(type) is { } converter && converter.CanConvertFrom(typeof(string)))
        {
            CheckLeaf(section, type, converter, errors, usable);
        }
        else
        {
            CheckMembers(section, type, errors, usable);
        }
    }

    private static void CheckLeaf(
        IConfigurationSection section,
        Type type,
        TypeConverter converter,
        ICollection<ConfigurationError> errors,
        Dictionary<string, string?> usable)
    {
        if (section.GetChildren().Any())
        {
            errors.Add(new(section.Path, "{…}", Describe(type)));
        }
        else if (section.Value is not { Length: > 0 } value || IsUsable(converter, value, type))
        {
            usable[section.Path] = string.IsNullOrEmpty(section.Value) ? null : section.Value;
        }
        else
        {
            errors.Add(new(section.Path, value, Describe(type)));
        }
    }

    private static bool IsUsable(TypeConverter converter, string value, Type type)
    {
        try
        {
            var converted = converter.ConvertFromInvariantString(value);
            return !type.IsEnum || (converted is not null && Enum.IsDefined(type, converted));
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

    private static string Describe(Type type) => type switch
    {
        _ when type.IsEnum => $"one of {string.Join(", ", Enum.GetNames(type))}",
        _ when type == typeof(int) => "a whole number",
        _ when type == typeof(TimeSpan) => "a duration such as 00:05:00",
        _ when type == typeof(string) => "text",
        _ => type.Name,
    };
}
