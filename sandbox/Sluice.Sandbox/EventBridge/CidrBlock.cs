using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Sluice.Sandbox.EventBridge;

/// <summary>The operand of <c>cidr</c>: an IPv4 or IPv6 network.</summary>
internal sealed class CidrBlock
{
    private readonly byte[] _address;
    private readonly int _bits;

    private CidrBlock(byte[] address, int bits) => (_address, _bits) = (address, bits);

    /// <summary>Reads <c>address/bits</c>. EventBridge refuses a mask of all bits: that is an exact value.</summary>
    /// <exception cref="InvalidEventPatternException">It is no network.</exception>
    public static CidrBlock Parse(string operand)
    {
        var parts = operand.Split('/');
        if (parts.Length != 2)
        {
            throw new InvalidEventPatternException("malformed CIDR, one '/' required");
        }

        if (AddressBytes(parts[0]) is not { } address)
        {
            throw new InvalidEventPatternException($"malformed CIDR, {parts[0]} is not an IP address");
        }

        return int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var bits) && bits < address.Length * 8
            ? new(address, bits)
            : throw new InvalidEventPatternException($"malformed CIDR, mask bits must be from 0 to {(address.Length * 8) - 1}");
    }

    /// <summary>Whether <paramref name="text"/> is an address of the same family in the network.</summary>
    public bool Contains(string text)
    {
        if (AddressBytes(text) is not { } address || address.Length != _address.Length)
        {
            return false;
        }

        var wholeBytes = _bits / 8;
        var shift = 8 - (_bits % 8);
        return address.AsSpan(0, wholeBytes).SequenceEqual(_address.AsSpan(0, wholeBytes))
            && address[wholeBytes] >> shift == _address[wholeBytes] >> shift;
    }

    private static byte[]? AddressBytes(string text)
    {
        if (!IPAddress.TryParse(text, out var address))
        {
            return null;
        }

        // .NET also reads 10.1, 0x0a.0.0.1, [::1] and fe80::1%eth0
        var standard = address.AddressFamily == AddressFamily.InterNetwork
            ? address.ToString() == text
            : text.AsSpan().IndexOfAny("[]%/") < 0;
        return standard ? address.GetAddressBytes() : null;
    }
}
