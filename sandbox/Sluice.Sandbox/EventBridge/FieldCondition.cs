using System.Collections.Immutable;
using System.Text.Json;

namespace Sluice.Sandbox.EventBridge;

/// <summary>What a pattern asks of one field: any of its tests.</summary>
internal sealed record FieldCondition(string Path, ImmutableArray<ValueTest> Tests)
{
    /// <summary>Whether the field may be missing.</summary>
    public bool AcceptsAbsence => Tests.Any(test => test.AcceptsAbsence);

    /// <summary>Whether the field may have this value.</summary>
    public bool Accepts(JsonElement value) => Tests.Any(test => test.Accepts(value));
}
