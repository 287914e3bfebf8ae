using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;

namespace Sluice.Infra.Tests;

internal static class JsonShould
{
    /// <summary>Same values and members; the order of members does not count, that of array entries does.</summary>
    public static void ShouldBeJson(this JsonNode? actual, [StringSyntax(StringSyntaxAttribute.Json)] string expected) =>
        JsonNode.DeepEquals(actual, JsonNode.Parse(expected)).ShouldBeTrue($"expected {expected}\nbut was {actual?.ToJsonString()}");
}
