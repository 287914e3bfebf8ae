using System.Text;

namespace Sluice.Bench.Fuzz;

/// <summary>Makes the messages of a seed; each can be made again by its number alone.</summary>
internal sealed class CaseMaker(int seed, string bucket)
{
    private const string Domain = "market";
    private const int LongestBody = 1 << 20;

    /// <summary>The message of that number.</summary>
    public FuzzCase Make(long number)
    {
        var random = new Random(SeedOf(number));
        return random.Next(100) switch
        {
            < 50 => Undamaged(number, random),
            < 72 => Case(number, DamagedFields(random)),
            < 90 => Case(number, DamagedText(random)),
            < 99 => Case(number, Noise(random)),
            _ => Case(number, random.Next(50) == 0 ? Huge(random) : Nested(random)),
        };
    }

    private static FuzzCase Case(long number, string body) => new(number, body, Domain, null, MustLoad: false);

    // HashCode would differ from run to run.
    private int SeedOf(long number) => unchecked((int)((((ulong)number + ((ulong)(uint)seed << 32)) * 0x9E3779B97F4A7C15) >> 32));

    private FuzzCase Undamaged(long number, Random random)
    {
        var mustLoad = random.Next(2) == 0;
        string[] keys = [.. Enumerable.Range(0, random.Next(4) == 0 ? random.Next(1, 5) : 1).Select(_ => KeyOf(random, mustLoad))];

        // Form encoding is of bytes, which half of a surrogate pair has none of.
        var envelope = random.Next(4);
        if (envelope == 2 && keys.Any(key => key.Any(char.IsSurrogate)) && !mustLoad)
        {
            envelope = 0;
        }

        var tree = Envelope(new EnvelopeMaker(random, bucket), random, envelope, keys);
        var body = tree.ToString();
        IReadOnlyList<string> carried = envelope switch { 2 => keys, 3 => [], _ => [keys[0]] };
        return new FuzzCase(
            number, random.Next(4) == 0 ? EnvelopeMaker.Sns(body).ToString() : body, Domain, envelope == 3 ? null : carried,
            mustLoad && envelope != 3 && HasPlainTags(tree) && carried.All(key => Encoding.UTF8.GetByteCount(key) <= 1024));
    }

    private static string KeyOf(Random random, bool mustLoad) =>
        mustLoad ? HostileText.LoadableKey(random, $"{Domain}/") : HostileText.AnyKey(random, $"{Domain}/");

    private static JsonTree Envelope(EnvelopeMaker maker, Random random, int envelope, string[] keys) => envelope switch
    {
        0 => maker.Transformed(keys[0], Domain),
        1 => maker.Event(keys[0]),
        2 => maker.Notification(keys),
        _ => random.Next(8) == 0 ? maker.TestEvent() : JsonTree.Object(("Event", JsonTree.Text(HostileText.Any(random)))),
    };

    // A hostile entity tag may rightly be refused.
    private static bool HasPlainTags(JsonTree tree) => tree.All().SelectMany(node => node.Fields ?? [])
        .Where(field => field.Name is "etag" or "eTag").All(field => field.Value.ToString().Contains("b1946ac9", StringComparison.Ordinal));

    private JsonTree AnyEnvelope(Random random)
    {
        string[] keys = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => KeyOf(random, random.Next(2) == 0))];
        return Envelope(new EnvelopeMaker(random, bucket), random, random.Next(4), keys);
    }

    private string DamagedFields(Random random)
    {
        var tree = AnyEnvelope(random);
        for (var times = random.Next(1, 4); times > 0; times--)
        {
            Mutations.Damage(tree, random);
        }

        return random.Next(5) switch
        {
            0 => EnvelopeMaker.Sns(tree.ToString()).ToString(),
            1 when random.Next(3) == 0 => EnvelopeMaker.Sns(EnvelopeMaker.Sns(tree.ToString()).ToString()).ToString(),
            _ => tree.ToString(),
        };
    }

    private string DamagedText(Random random)
    {
        var body = AnyEnvelope(random).ToString();
        for (var times = random.Next(1, 5); times > 0; times--)
        {
            body = Mutations.Damage(body, random);
        }

        return body;
    }

    private static string Noise(Random random)
    {
        var bytes = new byte[random.Next(300)];
        random.NextBytes(bytes);
        return random.Next(3) switch
        {
            0 => Encoding.Latin1.GetString(bytes),
            1 => Encoding.UTF8.GetString(bytes),
            _ => string.Create(bytes.Length, random, (chars, source) =>
            {
                foreach (ref var c in chars)
                {
                    c = (char)source.Next(char.MaxValue + 1);
                }
            }),
        };
    }

    private string Nested(Random random)
    {
        var depth = random.Next(1, 200);
        var inner = AnyEnvelope(random).ToString();
        return random.Next(3) switch
        {
            0 => new string('[', depth) + inner + new string(']', depth),
            1 => string.Concat(Enumerable.Repeat("{\"key\":", depth)) + inner + new string('}', depth),
            _ => $"{{\"Records\":[{string.Join(',', Enumerable.Repeat("{\"s3\":{}}", depth))}]}}",
        };
    }

    private string Huge(Random random) => random.Next(6) switch
    {
        0 => new string('[', LongestBody),
        1 => new EnvelopeMaker(random, bucket).Transformed(new string('k', LongestBody), Domain).ToString(),
        2 => $"{{{string.Join(',', Enumerable.Range(0, 60_000).Select(number => $"\"f{number}\":{number}"))}}}",
        3 => $"{{\"key\":{new string('9', LongestBody)}}}",
        4 => $"{{\"Records\":[{string.Join(',', Enumerable.Repeat("5", LongestBody / 2))}]}}",
        _ => AnyEnvelope(random) + new string(' ', LongestBody),
    };
}
