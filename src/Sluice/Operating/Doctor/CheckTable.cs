using System.Collections.Immutable;

namespace Sluice.Operating.Doctor;

/// <summary>Every check, in the order in which it is shown; docs/commands.md has the same table.</summary>
internal static class CheckTable
{
    public static readonly CheckInfo Configuration = New(
        "sluice.json", "configuration", "can be read; each error is a problem, and nothing else is looked at then");

    public static readonly CheckInfo Sqs = New(
        "SQS", "network", "from this machine: the name resolves, the port answers, TLS 1.2 or later, the certificate is valid, for 14 more days (warning)");

    public static readonly CheckInfo Sts = New("STS", "network", "the same; out of reach is a warning");

    public static readonly CheckInfo S3 = New("S3", "network", "the same; out of reach is a warning, since only operators' commands read S3 from this machine");

    public static readonly CheckInfo ClickHouse = New("ClickHouse", "network", "the same; plain http is a warning off loopback");

    public static readonly CheckInfo AwsClock = New(
        "clock of AWS", "clock", "this machine's clock against SQS's: a problem from 5 min, after which AWS refuses signatures, a warning from 30 s", Sqs);

    public static readonly CheckInfo Credentials = New(
        "credentials", "credentials", "where they come from, whose they are (STS), when they expire; a warning where they expire within 5 min");

    public static readonly CheckInfo QueuePermissions = New(
        "queue permissions", "permissions", "each action that the agent needs of SQS, and the two optional ones (a warning)", Sqs, Credentials);

    public static readonly CheckInfo ObjectPermission = New("s3:GetObject", "permissions", "per domain", Credentials);

    public static readonly CheckInfo Queues = New(
        "queues", "queues", "visibility timeout, redrive policy, receive count, retention of dead letters (14 days) and encryption as configured", Sqs, Credentials);

    public static readonly CheckInfo Login = New(
        "login", "clickhouse", "user and password; version 24.8 or later, and a warning where it is not the one that Sluice is tested with", ClickHouse);

    public static readonly CheckInfo ClickHouseClock = New("clock of ClickHouse", "clickhouse", "against this machine's: a warning from 30 s", Login);

    public static readonly CheckInfo Grants = New(
        "grants", "clickhouse", "each grant of the agent's user: a problem where objects cannot be loaded without it, else a warning", Login);

    public static readonly CheckInfo Profile = New(
        "profile", "clickhouse", "no constraint of the user's profile holds a setting that the agent sends with each insert, or is below a domain's memory", Login);

    public static readonly CheckInfo Ledger = New("ledger", "tables", "its tables are there, or the agent may make them", Login);

    public static readonly CheckInfo Tables = New(
        "tables",
        "tables",
        "each domain's database and tables: deduplication windows, also behind views; tables that objects were meant for and that are not there; the provenance column (a warning)",
        Login);

    public static readonly CheckInfo S3FromClickHouse = New(
        "S3 from ClickHouse", "s3", "ClickHouse reaches S3 and S3 answers it: any answer about a key that is not there will do", Login);

    public static readonly CheckInfo Memory = New(
        "memory", "resources", "`pipeline.memoryMiB` against what ClickHouse and its machine have: more is a warning", Login);

    public static readonly CheckInfo Disk = New("disk", "resources", "space for staged objects: less than 5 GiB or 10 % is a warning", Login);

    public static readonly CheckInfo Watching = New(
        "watching", "settings", "console and monitoring: who can reach them, whether dead letters can be moved from the page, days left on the console's certificate");

    public static readonly CheckInfo EndToEnd = New(
        "end to end", "end to end", "with --e2e: an object goes all the way into a table of its own", Sqs, Credentials, Login, S3FromClickHouse, QueuePermissions);

    public static readonly ImmutableArray<CheckInfo> All =
    [
        Configuration, Sqs, Sts, S3, ClickHouse, AwsClock, Credentials, QueuePermissions, ObjectPermission, Queues, Login, ClickHouseClock, Grants,
        Profile, Ledger, Tables, S3FromClickHouse, Memory, Disk, Watching, EndToEnd,
    ];

    private static CheckInfo New(string name, string group, string about, params CheckInfo[] needs) => new(name, group, about, [.. needs.Select(need => need.Name)]);
}
