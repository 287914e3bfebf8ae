using System.Net;
using System.Net.Sockets;

namespace Sluice.WebConsole.Security;

/// <summary>Lets an address be wrong a few times a minute: a token of 16 characters cannot be guessed at that rate.</summary>
internal sealed class SignInAttempts(TimeProvider time)
{
    /// <summary>Wrong tokens of an address within <see cref="Window"/>, until it has to wait.</summary>
    public const int Most = 5;

    // Beyond it the oldest go: addresses are cheap for whoever wants to fill the memory.
    private const int MostAddresses = 10_000;

    public static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<IPAddress, (DateTimeOffset Since, int Count)> _failures = [];

    /// <summary>Counts an attempt before it is looked at, so that many at once are no way around it.</summary>
    /// <returns>How long it has to wait; zero when it may try.</returns>
    public TimeSpan Begin(IPAddress? from)
    {
        var address = Network(from ?? IPAddress.None);
        var now = time.GetUtcNow();
        lock (_gate)
        {
            var (since, count) = _failures.TryGetValue(address, out var known) && now - known.Since < Window ? known : (now, 0);
            if (count >= Most)
            {
                return since + Window - now;
            }

            if (_failures.Count >= MostAddresses && !_failures.ContainsKey(address))
            {
                _failures.Remove(_failures.MinBy(each => each.Value.Since).Key);
            }

            _failures[address] = (since, count + 1);
            return TimeSpan.Zero;
        }
    }

    /// <summary>The token was right.</summary>
    public void Succeed(IPAddress? from)
    {
        lock (_gate)
        {
            _failures.Remove(Network(from ?? IPAddress.None));
        }
    }

    // Whoever has one IPv6 address has a /64 of them.
    private static IPAddress Network(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        return address.AddressFamily == AddressFamily.InterNetworkV6 ? new IPAddress([.. address.GetAddressBytes().Take(8), .. new byte[8]]) : address;
    }
}
