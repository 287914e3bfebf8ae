namespace Sluice.Infra.Identity;

/// <summary>The condition of a statement: one operator, one key.</summary>
/// <param name="Operator">Such as <c>StringEquals</c>.</param>
/// <param name="Key">Such as <c>kms:ViaService</c>.</param>
/// <param name="Values">Any of them will do.</param>
internal sealed record PermissionCondition(string Operator, string Key, params string[] Values);
