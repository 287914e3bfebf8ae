using Sluice.Topology;

namespace Sluice.Configuration;

/// <summary>Checks the options, fills in what follows from other settings, reads the secret files.</summary>
internal static class SettingsResolver
{
    public static SluiceSettings? Resolve(SluiceOptions options, ICollection<ConfigurationError> errors)
    {
        var topology = PipelineTopology.Resolve(options, errors);
        var aws = ResolveAws(options.Aws, errors);
        var clickHouse = ResolveClickHouse(options, errors);
        CheckPipeline(options.Pipeline, errors);
        CheckScaling(options.Pipeline, topology, errors);
        CheckLoading(options, errors);
        CheckName("ledger:database", options.Ledger.Database, errors);
        var cluster = ClusterSettings.Resolve(options.Cluster, errors);
        var watch = WatchSettings.Resolve(options, errors);
        return topology is null || clickHouse is null
            ? null
            : new SluiceSettings(topology, aws, clickHouse, options.Pipeline, options.Loading, options.Ledger)
            {
                Cluster = cluster,
                Monitoring = watch.Monitoring,
                Telemetry = watch.Telemetry,
                Console = watch.Console,
            };
    }

    private static AwsSettings ResolveAws(AwsOptions options, ICollection<ConfigurationError> errors)
    {
        if (options.ProfilesLocation is { } location && !File.Exists(location))
        {
            errors.Add(new("aws:profilesLocation", location, "the path of a shared credentials file that exists"));
        }

        var service = Endpoint("aws:serviceUrl", options.ServiceUrl, errors);
        return new AwsSettings(service, options.Profile, options.ProfilesLocation, Endpoint("aws:stsEndpoint", options.StsEndpoint, errors) ?? service);
    }

    private static ClickHouseSettings? ResolveClickHouse(SluiceOptions options, ICollection<ConfigurationError> errors)
    {
        var clickHouse = options.ClickHouse;
        if (clickHouse.Endpoint is null)
        {
            errors.Add(new("clickHouse:endpoint", null, HttpUrl));
        }

        var endpoint = Endpoint("clickHouse:endpoint", clickHouse.Endpoint, errors);
        var s3 = Endpoint("clickHouse:s3Endpoint", clickHouse.S3Endpoint ?? options.Aws.ServiceUrl, errors)
            ?? (options.Region is { Length: > 0 } ? new Uri($"https://s3.{Uri.EscapeDataString(options.Region)}.amazonaws.com") : null);
        var password = ReadPassword(clickHouse, errors);
        CheckS3Access(clickHouse, errors);
        return endpoint is null || s3 is null
            ? null
            : new ClickHouseSettings(endpoint, clickHouse.User, password, s3, clickHouse.S3Access, clickHouse.S3NamedCollection);
    }

    private static void CheckS3Access(ClickHouseOptions options, ICollection<ConfigurationError> errors)
    {
        const string key = "clickHouse:s3NamedCollection";
        switch (options.S3NamedCollection, options.S3Access)
        {
            case (null or "", S3Access.NamedCollection):
                errors.Add(new(key, null, "the named collection's name, since clickHouse.s3Access is NamedCollection"));
                break;
            case ({ } name, S3Access.NamedCollection):
                CheckName(key, name, errors);
                break;
            case ({ } name, _):
                errors.Add(new(key, name, "nothing, unless clickHouse.s3Access is NamedCollection"));
                break;
        }
    }

    private static string ReadPassword(ClickHouseOptions options, ICollection<ConfigurationError> errors) =>
        SecretFile.Read("clickHouse:passwordFile", options.PasswordFile, options.Password, errors) ?? "";

    private static void CheckPipeline(PipelineOptions options, ICollection<ConfigurationError> errors)
    {
        if (options.LongPoll < TimeSpan.FromSeconds(1) || options.LongPoll > PipelineLimits.MaxLongPoll
            || options.LongPoll.Ticks % TimeSpan.TicksPerSecond != 0)
        {
            errors.Add(new("pipeline:longPoll", $"{options.LongPoll}", $"whole seconds from 00:00:01 to {PipelineLimits.MaxLongPoll}"));
        }

        if (options.HoldTimeout < TimeSpan.Zero || options.HoldTimeout > TimeSpan.FromHours(11))
        {
            errors.Add(new("pipeline:holdTimeout", $"{options.HoldTimeout}", "from 00:00:00 to 11:00:00"));
        }

        // What a poll brings after the agent has gone stays hidden for the whole visibility timeout.
        var least = options.LongPoll < PipelineLimits.MaxLongPoll ? options.LongPoll : PipelineLimits.MaxLongPoll;
        if (options.ShutdownTimeout < least || options.ShutdownTimeout > TimeSpan.FromMinutes(10))
        {
            errors.Add(new("pipeline:shutdownTimeout", $"{options.ShutdownTimeout}", $"from {least} (longPoll) to 00:10:00"));
        }
    }

    private static void CheckScaling(PipelineOptions options, PipelineTopology? topology, ICollection<ConfigurationError> errors)
    {
        const int min = PipelineLimits.MinConcurrency, max = PipelineLimits.MaxConcurrency;
        if (options.MinConcurrency is < min or > max)
        {
            errors.Add(new("pipeline:minConcurrency", $"{options.MinConcurrency}", $"a whole number from {min} to {max}"));
        }

        if (options.MaxConcurrency is < min or > max || options.MaxConcurrency < options.MinConcurrency)
        {
            errors.Add(new("pipeline:maxConcurrency", $"{options.MaxConcurrency}", $"a whole number from {Math.Clamp(options.MinConcurrency, min, max)} (minConcurrency) to {max}"));
        }

        if (options.MaxBatchObjects is < 1 or > 1000)
        {
            errors.Add(new("pipeline:maxBatchObjects", $"{options.MaxBatchObjects}", "a whole number from 1 to 1000"));
        }

        if (options.BatchLinger < TimeSpan.Zero || options.BatchLinger > TimeSpan.FromSeconds(10))
        {
            errors.Add(new("pipeline:batchLinger", $"{options.BatchLinger}", "from 00:00:00 to 00:00:10"));
        }

        if (topology is not null && options.MemoryMiB is { } memory && (long)memory << 20 < topology.Domains.Max(domain => domain.MemoryBytes))
        {
            errors.Add(new("pipeline:memoryMiB", $"{memory}", $"at least {topology.Domains.Max(domain => domain.MemoryBytes) >> 20}, the largest memoryMiB of a domain"));
        }
    }

    private static void CheckLoading(SluiceOptions options, ICollection<ConfigurationError> errors)
    {
        var loading = options.Loading;
        CheckName("loading:provenanceColumn", loading.ProvenanceColumn, errors);
        if (loading.MaxBlockMiB is < 1 or > 4096)
        {
            errors.Add(new("loading:maxBlockMiB", $"{loading.MaxBlockMiB}", "a whole number from 1 to 4096"));
        }

        var databases = PipelineTopology.DatabasesOf(options);
        foreach (var table in loading.Tables.Keys.Where(table => !IsTableOf(databases, table)))
        {
            errors.Add(new($"loading:tables:{table}", "{…}", $"<database>.<table> or <database>.*, where the database is one of {string.Join(", ", databases)}"));
        }
    }

    private static bool IsTableOf(IReadOnlyCollection<string> databases, string table) =>
        table.Split('.', 2) is [var database, var name] && databases.Contains(database) && (name == "*" || Identifiers.IsSimple(name));

    private static void CheckName(string key, string name, ICollection<ConfigurationError> errors)
    {
        if (!Identifiers.IsSimple(name))
        {
            errors.Add(new(key, name, Identifiers.Expected));
        }
    }

    internal const string HttpUrl = "an http:// or https:// URL without user, password, query or fragment";

    internal static Uri? Endpoint(string key, string? value, ICollection<ConfigurationError> errors)
    {
        if (string.IsNullOrEmpty(value))
        {
            return null;
        }

        if (Uri.TryCreate(value, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
            && uri.UserInfo.Length == 0 && uri.Query.Length == 0 && uri.Fragment.Length == 0)
        {
            return uri;
        }

        errors.Add(new(key, HasUserInfo(value) ? "***" : value, HttpUrl));
        return null;
    }

    private static bool HasUserInfo(string value) => value.Contains('@', StringComparison.Ordinal);
}
