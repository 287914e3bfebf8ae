using System.Security.Cryptography;
using System.Text;

namespace Sluice.Ledger;

/// <summary>Identity of an object version: 128 bits of a hash of bucket, key and entity tag, in hexadecimal.</summary>
internal readonly record struct LoadId(string Value)
{
    private const int Bytes = 16;

    /// <summary>The identity of this very content under this key.</summary>
    public static LoadId Of(string bucket, string key, string etag) => new(Hash($"{bucket}\0{key}\0{etag}"));

    /// <summary>What stands for all contents of a key.</summary>
    public static LoadId OfKey(string bucket, string key) => new(Hash($"{bucket}\0{key}"));

    /// <summary>
    /// Identity of a batch: a hash of its members', whatever their order. It is the deduplication token, so that the same members are the same
    /// insert.
    /// </summary>
    public static string BatchOf(IEnumerable<LoadId> members) => BatchOf(members.Select(member => (member, (ushort)0)));

    /// <summary>Identity of a batch whose members' tokens were renewed, each so many times: its insert is another one.</summary>
    public static string BatchOf(IEnumerable<(LoadId Id, ushort Renewals)> members) => Hash(string.Join(
        '\0', members.Select(member => member.Renewals == 0 ? member.Id.Value : $"{member.Id.Value}:{member.Renewals}").Order(StringComparer.Ordinal)));

    /// <inheritdoc />
    public override string ToString() => Value;

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, Bytes));
}
