using System.Collections.Concurrent;
using Sluice.Sandbox.Faults;

namespace Sluice.Sandbox.Credentials;

/// <summary>
/// Whose access keys are, and which are refused. Keys that are not named here are good, whatever their secret, and an administrator's. The agent's are that of the
/// sandbox's own configuration, those that STS gives to a role, and those that are assigned to it; the operator's is that of profile <see cref="LocalCloud.OperatorProfile"/>.
/// </summary>
public sealed class AccessKeys
{
    private readonly ConcurrentDictionary<(string AccessKeyId, SandboxService? Service), AccessKeyState> _states = new();
    private readonly ConcurrentDictionary<string, SandboxIdentity> _identities = new();

    /// <summary>From now on requests with this key are answered so.</summary>
    /// <param name="accessKeyId">The key.</param>
    /// <param name="state">What AWS says to them.</param>
    /// <param name="service">Only by this service; null is by all.</param>
    public void Set(string accessKeyId, AccessKeyState state, SandboxService? service = null) => _states[(accessKeyId, service)] = state;

    /// <summary>From now on this key is somebody's.</summary>
    /// <param name="accessKeyId">The key.</param>
    /// <param name="identity">Whose.</param>
    public void Assign(string accessKeyId, SandboxIdentity identity) => _identities[accessKeyId] = identity;

    internal AccessKeyState Of(string accessKeyId, SandboxService? service) =>
        _states.TryGetValue((accessKeyId, service), out var own) || _states.TryGetValue((accessKeyId, null), out own) ? own : AccessKeyState.Active;

    internal SandboxIdentity IdentityOf(string accessKeyId) => _identities.GetValueOrDefault(accessKeyId, SandboxIdentity.Administrator);
}
