using System.Text.Json;

namespace Sluice.Sandbox.EventBridge;

/// <summary>One value or comparison operator of a pattern.</summary>
/// <param name="Accepts">Whether a leaf with this value passes.</param>
/// <param name="AcceptsAbsence">Whether a missing leaf passes.</param>
internal sealed record ValueTest(Func<JsonElement, bool> Accepts, bool AcceptsAbsence = false)
{
    /// <summary>A test that only a string can pass.</summary>
    public static ValueTest OfString(Func<string, bool> accepts) => new(value => IsString(value, accepts));

    /// <summary>A test that everything passes but a string which <paramref name="rejects"/> takes.</summary>
    public static ValueTest AnythingBut(Func<string, bool> rejects) => new(value => !IsString(value, rejects));

    private static bool IsString(JsonElement value, Func<string, bool> test) =>
        value.ValueKind == JsonValueKind.String && test(value.GetString()!);
}
