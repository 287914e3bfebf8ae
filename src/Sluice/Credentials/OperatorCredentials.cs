using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Sluice.Configuration;

namespace Sluice.Credentials;

/// <summary>What people do and look at from the console is done with the credentials of a profile of theirs: the agent's own may not (R14).</summary>
internal static class OperatorCredentials
{
    /// <summary>Those of a profile. That it is not there is said when they are used, not before.</summary>
    public static AgentCredentials Of(IServiceProvider services, SluiceSettings settings, string awsProfile) => new(
        new CredentialSource(settings.Aws with { Profile = awsProfile }, "console.awsProfile"),
        services.GetRequiredService<CallerIdentity>(),
        services.GetRequiredService<TimeProvider>(),
        services.GetRequiredService<ILogger<AgentCredentials>>());
}
