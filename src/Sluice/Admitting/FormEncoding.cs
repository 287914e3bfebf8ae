using System.Text;
using System.Text.Unicode;

namespace Sluice.Admitting;

/// <summary>
/// The encoding of keys in S3's own notifications (Amazon S3 user guide, "Event message structure"): a space is <c>+</c>, other bytes may be
/// <c>%XX</c>. A lenient decoder would pass what is malformed, and so name another object than the event did.
/// </summary>
internal static class FormEncoding
{
    /// <returns>The key, decoded once, or null when it is malformed or not UTF-8.</returns>
    public static string? TryDecode(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var length = 0;
        for (var at = 0; at < bytes.Length; at++)
        {
            if (bytes[at] != '%')
            {
                bytes[length++] = bytes[at] == '+' ? (byte)' ' : bytes[at];
                continue;
            }

            if (at + 2 >= bytes.Length || !char.IsAsciiHexDigit((char)bytes[at + 1]) || !char.IsAsciiHexDigit((char)bytes[at + 2]))
            {
                return null;
            }

            bytes[length++] = (byte)((Digit(bytes[at + 1]) << 4) | Digit(bytes[at + 2]));
            at += 2;
        }

        return Utf8.IsValid(bytes.AsSpan(0, length)) ? Encoding.UTF8.GetString(bytes, 0, length) : null;
    }

    private static int Digit(byte hex) => char.IsAsciiDigit((char)hex) ? hex - '0' : (hex | 0x20) - 'a' + 10;
}
