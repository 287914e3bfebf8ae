using System.Collections.Concurrent;
using Sluice.Sandbox.Faults;

namespace Sluice.Sandbox.Credentials;

/// <summary>Where a user of the sandbox rotates keys: those that are not named here are all good, whatever their secret.</summary>
public sealed class AccessKeys
{
    private readonly ConcurrentDictionary<(string AccessKeyId, SandboxService? Service), AccessKeyState> _states = new();

    /// <summary>From now on requests with this key are answered so.</summary>
    /// <param name="accessKeyId">The key.</param>
    /// <param name="state">What AWS says to them.</param>
    /// <param name="service">Only by this service; null is by all.</param>
    public void Set(string accessKeyId, AccessKeyState state, SandboxService? service = null) => _states[(accessKeyId, service)] = state;

    internal AccessKeyState Of(string accessKeyId, SandboxService? service) =>
        _states.TryGetValue((accessKeyId, service), out var own) || _states.TryGetValue((accessKeyId, null), out own) ? own : AccessKeyState.Active;
}
