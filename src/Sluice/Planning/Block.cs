using Sluice.Loading;

namespace Sluice.Planning;

/// <summary>Objects that are inserted together.</summary>
/// <param name="Members">The objects, at least one.</param>
/// <param name="IsStaged">Whether it is a single object that is too large for one block.</param>
internal sealed record Block(IReadOnlyList<Member> Members, bool IsStaged);
