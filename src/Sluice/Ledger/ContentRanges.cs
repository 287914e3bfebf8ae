using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Sluice.Loading.ClickHouse;

namespace Sluice.Ledger;

/// <summary>
/// Least and greatest values of an object's columns, hashed. They tell of objects that are long overwritten that their rows cannot be the same.
/// </summary>
/// <param name="Columns">Hash of which columns of what schema are known; 0 when none is.</param>
/// <param name="Values">Hash of their bounds.</param>
internal readonly record struct ContentRanges(ulong Columns, ulong Values)
{
    /// <param name="footer">The object's footer.</param>
    /// <param name="columns">Those whose values are in the table as they are in the object.</param>
    public static ContentRanges Of(ObjectFooter footer, IReadOnlySet<string> columns)
    {
        var known = footer.Ranges.Where(range => columns.Contains(range.Column)).OrderBy(range => range.Column, StringComparer.Ordinal).ToList();
        return known.Count == 0
            ? default
            : new ContentRanges(
                Hash([footer.Schema, .. known.Select(range => range.Column)]),
                Hash(known.SelectMany(range => new[] { range.Minimum, range.Maximum })));
    }

    private static ulong Hash(IEnumerable<string> values) =>
        BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\0', values))));
}
