using System.Collections.Immutable;

namespace Sluice.Operating.Doctor;

/// <summary>A check as people know it.</summary>
/// <param name="Name">Its name, which findings without one of their own take.</param>
/// <param name="Group">What it belongs to.</param>
/// <param name="About">What it looks at and when that is a problem, for the documentation.</param>
/// <param name="Needs">Names of checks without which it cannot be made.</param>
internal sealed record CheckInfo(string Name, string Group, string About, ImmutableArray<string> Needs);
