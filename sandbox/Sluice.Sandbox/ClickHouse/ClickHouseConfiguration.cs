using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Sluice.Sandbox.Resources;

namespace Sluice.Sandbox;

/// <summary>Writes a server's <c>config.xml</c> and <c>users.xml</c>, readable by their owner alone.</summary>
internal static class ClickHouseConfiguration
{
    /// <summary>
    /// The engine opens a session of its own as <c>default</c> from 127.0.0.1, without a password, as anybody on this machine can. So
    /// that user may do only what starts the server. Reading files is not of that: in this build it would reach every file of ours.
    /// </summary>
    private static readonly string[] _engineGrants = ["GRANT SYSTEM LISTEN ON *.*", "GRANT SELECT ON system.numbers"];

    private const string DefaultProfile = "default", LoaderProfile = "loader";

    public static async Task WriteAsync(ClickHousePaths paths, ClickHouseUsers users, ClickHouseTraits traits, CancellationToken cancellationToken)
    {
        await PrivateFile.WriteAsync(paths.Config, With(traits.Configuration, Config(paths, traits)).ToString(), cancellationToken);
        await PrivateFile.WriteAsync(paths.Users, Users(users).ToString(), cancellationToken);
    }

    private static XElement Config(ClickHousePaths paths, ClickHouseTraits traits) => new(
        "clickhouse",
        new XElement(
            "logger",
            new XElement("log", paths.Log),
            new XElement("errorlog", paths.ErrorLog),
            new XElement("size", "50M"),
            new XElement("count", 1)),
        new XElement("users_config", paths.Users),
        new XElement("user_files_path", paths.UserFiles + "/"),
        new XElement(
            "query_log",
            new XElement("database", "system"),
            new XElement("table", "query_log"),
            new XElement("flush_interval_milliseconds", 500)),
        traits.Cluster?.ToXml(),
        traits.S3Keys is not { } s3Keys
            ? null
            : new XElement(
                "s3",
                new XElement(
                    "sandbox",
                    new XElement("endpoint", s3Keys.Endpoint),
                    new XElement("access_key_id", s3Keys.AccessKeyId),
                    new XElement("secret_access_key", s3Keys.Secret))),
        Settings(
            ("max_server_memory_usage", 6L << 30),
            ("mark_cache_size", 64 << 20),
            ("page_cache_max_size", 256 << 20),
            ("uncompressed_cache_size", 0),
            ("index_mark_cache_size", 16 << 20),
            ("background_pool_size", 2),
            ("background_move_pool_size", 1),
            ("background_fetches_pool_size", 1),
            ("background_common_pool_size", 2),
            ("background_schedule_pool_size", 8),
            ("background_message_broker_schedule_pool_size", 2),
            ("background_distributed_schedule_pool_size", 2),
            ("asynchronous_metrics_update_period_s", 60),
            ("asynchronous_heavy_metrics_update_period_s", 600)),
        new XElement(
            "merge_tree",
            Settings(
                ("number_of_free_entries_in_pool_to_execute_mutation", 2),
                ("number_of_free_entries_in_pool_to_lower_max_size_of_merge", 2),
                ("number_of_free_entries_in_pool_to_execute_optimize_entire_partition", 2))));

    private static XElement With(IReadOnlyList<XElement> wanted, XElement config)
    {
        config.Elements().Where(own => wanted.Any(element => element.Name == own.Name)).Remove();
        config.Add(wanted);
        return config;
    }

    private static XElement Users(ClickHouseUsers users) => new(
        "clickhouse",
        new XElement(
            "profiles",
            new XElement(DefaultProfile, Settings(("s3_retry_attempts", 3), ("log_queries", 1))),
            new XElement(
                LoaderProfile, new XElement("profile", DefaultProfile), users.LoaderProfile.Select(setting => new XElement(setting.Key, setting.Value)))),
        new XElement("quotas", new XElement("default")),
        new XElement(
            "users",
            User("default", new XElement("no_password"), DefaultProfile, _engineGrants),
            User(users.Admin, DefaultProfile),
            User(users.Loader, LoaderProfile)));

    private static XElement User(ClickHouseUser user, string profile) =>
        User(user.Name, new XElement("password_sha256_hex", Sha256(user.Password)), profile, user.Grants);

    private static XElement User(string name, XElement authentication, string profile, IReadOnlyList<string> grants) => new(
        name,
        authentication,
        new XElement("networks", new XElement("ip", "127.0.0.1")),
        new XElement("profile", profile),
        new XElement("quota", "default"),
        grants.Count > 0
            ? new XElement("grants", grants.Select(grant => new XElement("query", grant)))
            : Settings(("access_management", 1), ("named_collection_control", 1)));

    private static IEnumerable<XElement> Settings(params (string Name, long Value)[] settings) =>
        settings.Select(setting => new XElement(setting.Name, setting.Value));

    private static string Sha256(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
