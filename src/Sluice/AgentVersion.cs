using System.Reflection;

namespace Sluice;

/// <summary>Which build of the agent this is.</summary>
public static class AgentVersion
{
    /// <summary>Version and commit, such as <c>0.1.0+c0ffadf…</c>; without the commit where the build could not tell it.</summary>
    public static string Text { get; } = typeof(AgentVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "?";
}
