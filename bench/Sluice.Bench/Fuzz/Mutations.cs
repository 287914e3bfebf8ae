using System.Globalization;

namespace Sluice.Bench.Fuzz;

/// <summary>Damages messages: fields first, characters then.</summary>
internal static class Mutations
{
    private static readonly string[] _values =
    [
        "null", "true", "false", "0", "-1", "1e6", "1e999", "-0.0", "9223372036854775808", "0.1", "\"\"", "\" \"", "[]", "{}", "[[]]", "{\"key\":\"market/t/p/a.parquet\"}",
        "\"\\ud800\"", "\"\\u0000\"", "NaN", "'", "\"1048576\"", "\"s3:TestEvent\"", "\"Notification\"", "\"Object Created\"", "\"ObjectRemoved:Delete\"", "\"yesterday\"",
        "\"0001-01-01T00:00:00+14:00\"", "\"9999-12-31T23:59:59-14:00\"",
    ];

    private static readonly string[] _names =
        ["key", "Key", "k\u0435y", "bucket", "domain", "table_name", "partition", "Records", "Type", "Message", "detail", "detail-type", "Event", "Service", "", "\ud800", "etag", "event_time"];

    /// <summary>Changes one object of the tree.</summary>
    public static void Damage(JsonTree tree, Random random)
    {
        var objects = tree.All().Where(node => node.Fields is { Count: > 0 }).ToList();
        if (objects.Count == 0)
        {
            return;
        }

        var fields = objects[random.Next(objects.Count)].Fields!;
        var at = random.Next(fields.Count);
        var (name, value) = fields[at];
        switch (random.Next(8))
        {
            case 0:
                fields.RemoveAt(at);
                break;
            case 1:
                fields.Insert(random.Next(fields.Count + 1), (name, random.Next(2) == 0 ? value : Value(random)));
                break;
            case 2:
                fields.Reverse();
                break;
            case 3:
                fields[at] = (_names[random.Next(_names.Length)], value);
                break;
            case 4:
                fields.Add((_names[random.Next(_names.Length)], Value(random)));
                break;
            case 5:
                // As an input transformer puts a value in.
                fields[at] = (name, JsonTree.Raw($"\"{HostileText.Any(random)}\""));
                break;
            case 6 when tree.All().FirstOrDefault(node => node.Items is { Count: > 0 }) is { Items: { } items }:
                items.Insert(random.Next(items.Count + 1), random.Next(2) == 0 ? items[0] : Value(random));
                break;
            default:
                fields[at] = (name, Value(random));
                break;
        }
    }

    /// <summary>Changes characters.</summary>
    public static string Damage(string body, Random random)
    {
        var at = random.Next(body.Length + 1);
        var length = Math.Min(random.Next(1, 40), body.Length - at);
        return random.Next(8) switch
        {
            0 => body[..at],
            1 => body[at..],
            2 => body.Remove(at, length),
            3 => body.Insert(at, body.Substring(at, length)),
            4 => body.Insert(at, HostileText.Any(random)),
            5 => $"\ufeff{body}",
            6 => body.Insert(at, ((char)random.Next(char.MaxValue + 1)).ToString()),
            _ when at < body.Length => $"{body[..at]}{(char)(body[at] ^ (1 << random.Next(16)))}{body[(at + 1)..]}",
            _ => body + body,
        };
    }

    private static JsonTree Value(Random random) => random.Next(12) switch
    {
        0 => JsonTree.Text(HostileText.Any(random), random),
        1 => JsonTree.Raw(new string('[', random.Next(1, 100)) + new string(']', random.Next(1, 100))),
        2 => JsonTree.Raw(random.NextInt64().ToString(CultureInfo.InvariantCulture) + new string('0', random.Next(0, 400))),
        3 => JsonTree.Text(new string('x', random.Next(1, 3000))),
        _ => JsonTree.Raw(_values[random.Next(_values.Length)]),
    };
}
