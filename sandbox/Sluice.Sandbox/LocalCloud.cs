using System.Collections.Frozen;
using Amazon.S3;
using Amazon.SQS;
using Microsoft.Extensions.Logging;
using Sluice.Sandbox.Credentials;
using Sluice.Sandbox.Emulator;
using Sluice.Sandbox.Faults;
using Sluice.Sandbox.Gateway;
using Sluice.Sandbox.Gateway.Permissions;
using Sluice.Sandbox.Processes;
using Sluice.Sandbox.Provisioning;
using Sluice.Sandbox.Resources;
using Sluice.Topology;

namespace Sluice.Sandbox;

/// <summary>
/// A local cloud: ClickHouse, S3, SQS and EventBridge on 127.0.0.1, made from the templates that the CDK app synthesizes. It leaves
/// nothing behind: no process and no file, however its owner ends.
/// </summary>
public sealed partial class LocalCloud : IAsyncDisposable
{
    /// <summary>Profile for operators' commands, next to the agent's own in the file that the configuration names; held to the operators' policy.</summary>
    public const string OperatorProfile = "sluice-operator";

    /// <summary>Cluster of the servers, where there are several (<see cref="SandboxOptions.ClickHouseServers"/>).</summary>
    public const string ClusterName = "sandbox";

    /// <summary>Profile of the account's owner, who may do everything.</summary>
    public const string OwnerProfile = "sluice-owner";

    private readonly PipelineTopology _topology;
    private readonly InstalledModules _modules;
    private readonly SandboxDirectory _directory;
    private readonly Reaper _reaper;
    private readonly ClickHouseUsers _users;
    private readonly ClickHouseTraits _traits;
    private readonly CallCounts _callCounts = new();
    private CallRecord _calls = new(isWanted: false);
    private AwsEmulation? _aws;
    private bool _disposed;

    private LocalCloud(
        PipelineTopology topology,
        int port,
        IReadOnlyList<ClickHouseServer> shards,
        ClickHouseUsers users,
        ClickHouseTraits traits,
        InstalledModules modules,
        SandboxDirectory directory,
        Reaper reaper)
    {
        _modules = modules;
        _topology = topology;
        _users = users;
        _traits = traits;
        _directory = directory;
        _reaper = reaper;
        Shards = shards;
        AwsEndpoint = EndpointAt(port);
    }

    /// <summary>The AWS endpoint: S3, path-style, SQS, and a little of STS. Any credentials do; the agent's are held to the template's policies.</summary>
    public Uri AwsEndpoint { get; }

    /// <summary>The ClickHouse server; tests may kill it and start it again.</summary>
    public ClickHouseServer ClickHouse => Shards[0];

    /// <summary>All ClickHouse servers, <see cref="ClickHouse"/> first; of several each is a shard.</summary>
    public IReadOnlyList<ClickHouseServer> Shards { get; }

    /// <summary>Says which requests to S3 and SQS go wrong; none unless told.</summary>
    public FaultInjector Faults { get; } = new();

    /// <summary>Says whose access keys are, and which S3, SQS and STS refuse; none unless told.</summary>
    public AccessKeys AccessKeys { get; } = new();

    /// <summary>ClickHouse's HTTP interface.</summary>
    public Uri ClickHouseHttpEndpoint => ClickHouse.HttpEndpoint;

    /// <summary>Port of ClickHouse's native TCP interface.</summary>
    public int ClickHouseTcpPort => ClickHouse.TcpPort;

    /// <summary>ClickHouse user that may do everything.</summary>
    public string AdminUser => _users.Admin.Name;

    /// <summary>Password of <see cref="AdminUser"/>.</summary>
    public string AdminPassword => _users.Admin.Password;

    /// <summary>ClickHouse user of the agent, which may read, insert and delete rows in the domains' databases and read from S3.</summary>
    public string LoaderUser => _users.Loader.Name;

    /// <summary>Password of <see cref="LoaderUser"/>.</summary>
    public string LoaderPassword => _users.Loader.Password;

    /// <summary>The curated bucket.</summary>
    public string Bucket => _topology.Bucket;

    /// <summary>The AWS Region.</summary>
    public string Region => _topology.Region;

    /// <summary>URLs of the load queues by domain, and of other queues of <see cref="SandboxOptions.Templates"/> by name.</summary>
    public IReadOnlyDictionary<string, string> Queues { get; private set; } = FrozenDictionary<string, string>.Empty;

    /// <summary>URLs of the dead-letter queues, by domain; the rules' and others of <see cref="SandboxOptions.Templates"/> by name.</summary>
    public IReadOnlyDictionary<string, string> DeadLetterQueues { get; private set; } = FrozenDictionary<string, string>.Empty;

    /// <summary>
    /// The calls to S3 and SQS with keys of the agent or of ClickHouse, oldest first, when <see cref="SandboxOptions.RecordCalls"/> asks for them; the last 100,000.
    /// </summary>
    public IReadOnlyList<RecordedCall> Calls => _calls.Calls;

    /// <summary>Requests to S3 and SQS so far, by access key and by what they ask for.</summary>
    public IReadOnlyDictionary<CountedCall, long> CallCounts => _callCounts.Counts;

    /// <summary>Whether the rules of EventBridge are enabled, which they are from the start; what is created while they are not is announced to nobody.</summary>
    public bool RulesEnabled
    {
        get => _aws!.RulesEnabled;
        set => _aws!.RulesEnabled = value;
    }

    /// <summary>The agent's configuration, a <c>sluice.json</c>.</summary>
    public string ConfigPath => _directory.Config;

    /// <summary>The sandbox's directory, which goes when the sandbox does.</summary>
    public string Directory => _directory.Path;

    /// <summary>Directory that ClickHouse's <c>file()</c> reads from and writes to.</summary>
    public string UserFilesDirectory => ClickHouse.UserFilesDirectory;

    /// <summary>Directory of the data sets of the npm package vega-datasets.</summary>
    public string DatasetsDirectory => _modules.Datasets;

    /// <summary>The processes that belong to the sandbox.</summary>
    public IReadOnlyList<int> ProcessIds => [.. Shards.Select(shard => shard.ProcessId).Append(_aws?.ProcessId).Append(_reaper.Id).OfType<int>()];

    /// <summary>Starts one; within seconds, of which the CDK app takes the most.</summary>
    /// <param name="options">How.</param>
    /// <param name="progress">Takes a line about each step, for people.</param>
    /// <param name="cancellationToken">Gives up; what has started is stopped again.</param>
    /// <exception cref="SandboxException">It could not be started; the message says why and what to do.</exception>
    public static async Task<LocalCloud> StartAsync(
        SandboxOptions options, IProgress<string>? progress = null, CancellationToken cancellationToken = default)
    {
        var modules = InstalledModules.Find();
        var (resolved, files) = options.Templates.Count > 0 ? await ReadTemplatesAsync(options, cancellationToken) : (options, null);
        var cloud = Prepare(resolved, modules);
        try
        {
            await cloud.StartPartsAsync(resolved, files, progress, cancellationToken);
            return cloud;
        }
        catch
        {
            await cloud.DisposeAsync();
            throw;
        }
    }

    /// <summary>An S3 client for operators. The caller disposes it.</summary>
    public IAmazonS3 CreateS3Client() => SandboxClients.S3(AwsEndpoint, Region);

    /// <summary>An SQS client for operators. The caller disposes it.</summary>
    public IAmazonSQS CreateSqsClient() => SandboxClients.Sqs(AwsEndpoint, Region);

    /// <summary>Another ClickHouse server with the same users and no databases, not yet started. The caller disposes it.</summary>
    /// <param name="name">Name of its directory.</param>
    public ClickHouseServer CreateClickHouse(string name) =>
        NewClickHouse(_directory.In(name), LoopbackPort.Find(0, 0), _users, _traits with { Cluster = null }, _modules, _reaper);

    /// <summary>ClickHouse's HTTP interface once more, where requests can go wrong. The caller disposes it.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<ClickHouseProxy> StartClickHouseProxyAsync(CancellationToken cancellationToken = default) =>
        ClickHouseProxy.StartAsync(ClickHouseHttpEndpoint, cancellationToken);

    /// <summary>Has a process of the caller's end with the sandbox, even when the caller ends by <c>kill -9</c>.</summary>
    public void Adopt(int processId) => _reaper.Watch(processId);

    /// <summary>Forgets a process of <see cref="Adopt"/> that has ended.</summary>
    public void Disown(int processId) => _reaper.Forget(processId);

    /// <summary>Stops everything and removes the directory.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, true))
        {
            return;
        }

        if (_aws is not null)
        {
            await _aws.DisposeAsync();
        }

        foreach (var shard in Shards)
        {
            await shard.DisposeAsync();
        }

        await _reaper.DisposeAsync();
    }

    // What is wrong with somebody's templates is said before anything is started.
    private static async Task<(SandboxOptions Options, TemplateFiles? Files)> ReadTemplatesAsync(SandboxOptions options, CancellationToken cancellationToken)
    {
        try
        {
            var files = await TemplateFiles.ReadAsync(options.Templates, Authority.Account, cancellationToken);
            return (TemplateTopology.Of(files, options), files);
        }
        catch (SandboxException e)
        {
            throw new SandboxException(e.Message, e) { IsOfTemplates = true };
        }
    }

    private static LocalCloud Prepare(SandboxOptions options, InstalledModules modules)
    {
        var topology = options.Resolve();
        var servers = Math.Clamp(options.ClickHouseServers, 1, 4);
        var ports = LoopbackPort.Find([options.Port, options.ClickHouseHttpPort, options.ClickHouseTcpPort, .. Enumerable.Repeat(0, 2 * (servers - 1))]);
        var users = ClickHouseUsers.Create(topology.Domains.Select(domain => domain.Database).Distinct(), options.LoaderGrants, options.LoaderProfile);
        var directory = SandboxDirectory.Create();
        var reaper = Reaper.Start(directory.Path);
        IReadOnlyList<int>[] pairs = [.. ports.Skip(1).Chunk(2)];
        var cluster = servers == 1 ? null : new ClickHouseCluster([.. pairs.Select(pair => pair[1])], RandomSecret.Create());
        var traits = new ClickHouseTraits(options.ClickHouseLogLevel, S3KeysOf(options, ports[0]), options.ClickHouseConfiguration, cluster);
        var shards = pairs.Select((pair, index) => NewClickHouse(directory.In($"clickhouse{(index == 0 ? "" : index + 1)}"), pair, users, traits, modules, reaper));
        return new LocalCloud(topology, ports[0], [.. shards], users, traits, modules, directory, reaper);
    }

    private static ClickHouseS3Keys? S3KeysOf(SandboxOptions options, int port) => options.ClickHouseAccessKeyId is { } accessKeyId
        ? new ClickHouseS3Keys(EndpointAt(port), accessKeyId, RandomSecret.Create())
        : null;

    private static Uri EndpointAt(int port) => new($"http://127.0.0.1:{port}");

    private static ClickHouseServer NewClickHouse(
        string directory, IReadOnlyList<int> ports, ClickHouseUsers users, ClickHouseTraits traits, InstalledModules modules, Reaper reaper) =>
        new(new ClickHousePaths(directory), ports[0], ports[1], users, traits, modules, reaper, TimeProvider.System);

    private async Task StartPartsAsync(
        SandboxOptions options, TemplateFiles? files, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        await AgentConfiguration.WriteAsync(
            _directory, _topology, options.Infrastructure, AwsEndpoint, [.. Shards.Select(shard => shard.HttpEndpoint)], _users.Loader, cancellationToken);

        AccessKeys.Assign(AgentConfiguration.AccessKeyId, SandboxIdentity.Agent);
        AccessKeys.Assign(AgentConfiguration.OperatorAccessKeyId, SandboxIdentity.Operator);
        if (options.ClickHouseAccessKeyId is { } clickHouseKey)
        {
            AccessKeys.Assign(clickHouseKey, SandboxIdentity.ClickHouse);
        }

        _calls = new CallRecord(options.RecordCalls);
        var authority = new Authority(AccessKeys, _topology.Names, Region, _calls);
        progress?.Report($"Starting ClickHouse{(files is null ? ", the AWS emulator and the CDK app" : " and the AWS emulator")}");
        await Together.RunAsync(
            cancellationToken,
            async stop =>
            {
                foreach (var shard in Shards)
                {
                    await shard.StartAsync(stop);
                    await shard.ExecuteAsync(
                        _users.Admin, _topology.Domains.Select(domain => $"CREATE DATABASE IF NOT EXISTS `{domain.Database}`"), stop);
                }

                progress?.Report($"ClickHouse answers at {ClickHouseHttpEndpoint}");
            },
            async stop =>
            {
                _aws = await AwsEmulation.StartAsync(
                    AwsEndpoint.Port, _modules, _reaper, Faults, AccessKeys, authority, _callCounts, options.LoggerFactory, stop);
                progress?.Report($"S3 and SQS answer at {AwsEndpoint}");
            },
            async stop => files ??= await SynthesizeAsync(progress, stop));

        var context = new TemplateContext(Authority.Account, Region, AwsEndpoint);
        var template = CloudFormationTemplate.Read(files!, context);
        await _aws!.ProvisionAsync(template, template.PoliciesFor(_topology.Names), context, cancellationToken);
        var names = new QueueNames(_topology, template, context, isForeign: options.Templates.Count > 0);
        Queues = names.Queues();
        DeadLetterQueues = names.DeadLetterQueues();
        if (options.Templates.Count > 0)
        {
            foreach (var (type, count) in template.LeftOut)
            {
                LogLeftOut(options.LoggerFactory.CreateLogger<LocalCloud>(), type, count);
            }
        }

        progress?.Report($"{template.Queues.Length} queues and {template.Rules.Length} rules are there");
    }

    private async Task<TemplateFiles> SynthesizeAsync(IProgress<string>? progress, CancellationToken cancellationToken)
    {
        await TemplateSynthesizer.SynthesizeAsync(ConfigPath, _directory.Templates, _reaper, cancellationToken);
        progress?.Report("The CDK app has written the templates");
        return await TemplateFiles.ReadDirectoryAsync(_directory.Templates, Authority.Account, cancellationToken);
    }

    [LoggerMessage(1, LogLevel.Warning, "The sandbox leaves out what the templates have of {Type} ({Count})")]
    private static partial void LogLeftOut(ILogger logger, string type, int count);
}
