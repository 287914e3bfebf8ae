using System.Reflection;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Sluice.Topology;

namespace Sluice.Infra.Configuration;

/// <summary>
/// Finds values that are not of their setting's type. The configuration binder throws at the first, without saying what may
/// stand there; people want all of them.
/// </summary>
internal static class UnreadableValues
{
    /// <summary>The values under <paramref name="section"/> that do not convert to what <paramref name="options"/> has there.</summary>
    public static IEnumerable<ConfigurationError> Find(IConfiguration section, Type options)
    {
        if (section is IConfigurationSection { Value.Length: > 0 } scalar)
        {
            return [new ConfigurationError(scalar.Path, scalar.Value, "a section in braces")];
        }

        return options.IsGenericType
            ? section.GetChildren().SelectMany(entry => Find(entry, options.GetGenericArguments()[^1]))
            : options.GetProperties().SelectMany(property => FindProperty(section, property));
    }

    private static IEnumerable<ConfigurationError> FindProperty(IConfiguration section, PropertyInfo property)
    {
        var value = section.GetSection(JsonNamingPolicy.CamelCase.ConvertName(property.Name));
        return property.PropertyType.IsGenericType ? Find(value, property.PropertyType) : Check(value, property.PropertyType);
    }

    private static IEnumerable<ConfigurationError> Check(IConfigurationSection value, Type type)
    {
        if (value.GetChildren().Any())
        {
            return [new ConfigurationError(value.Path, "several values", Expected(type))];
        }

        try
        {
            value.Get(type);
            return [];
        }
        catch (InvalidOperationException)
        {
            return [new ConfigurationError(value.Path, value.Value, Expected(type))];
        }
    }

    private static string Expected(Type type) =>
        type == typeof(string) ? "one value"
        : type == typeof(int) ? "a whole number"
        : type == typeof(bool) ? "true or false"
        : type == typeof(TimeSpan) ? "a duration such as 00:05:00"
        : $"one of {string.Join(", ", Enum.GetNames(type))}";
}
