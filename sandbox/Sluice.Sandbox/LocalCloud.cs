using System.Collections.Frozen;
using Amazon.S3;
using Amazon.SQS;
using Sluice.Sandbox.Credentials;
using Sluice.Sandbox.Emulator;
using Sluice.Sandbox.Faults;
using Sluice.Sandbox.Processes;
using Sluice.Sandbox.Provisioning;
using Sluice.Sandbox.Resources;
using Sluice.Topology;

namespace Sluice.Sandbox;

/// <summary>
/// A local cloud: ClickHouse, S3, SQS and EventBridge on 127.0.0.1, made from the templates that the CDK app synthesizes. It leaves
/// nothing behind: no process and no file, however its owner ends.
/// </summary>
public sealed class LocalCloud : IAsyncDisposable
{
    private readonly PipelineTopology _topology;
    private readonly InstalledModules _modules;
    private readonly SandboxDirectory _directory;
    private readonly Reaper _reaper;
    private readonly ClickHouseUsers _users;
    private readonly ClickHouseTraits _traits;
    private AwsEmulation? _aws;
    private bool _disposed;

    private LocalCloud(
        PipelineTopology topology,
        int port,
        ClickHouseServer clickHouse,
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
        ClickHouse = clickHouse;
        AwsEndpoint = EndpointAt(port);
    }

    /// <summary>The AWS endpoint: S3, path-style, SQS, and a little of STS. Any credentials do.</summary>
    public Uri AwsEndpoint { get; }

    /// <summary>The ClickHouse server; tests may kill it and start it again.</summary>
    public ClickHouseServer ClickHouse { get; }

    /// <summary>Says which requests to S3 and SQS go wrong; none unless told.</summary>
    public FaultInjector Faults { get; } = new();

    /// <summary>Says which access keys S3, SQS and STS refuse; none unless told.</summary>
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

    /// <summary>URLs of the load queues, by domain.</summary>
    public IReadOnlyDictionary<string, string> Queues => QueuesByDomain(_topology.Names.Queue);

    /// <summary>URLs of the dead-letter queues, by domain.</summary>
    public IReadOnlyDictionary<string, string> DeadLetterQueues => QueuesByDomain(_topology.Names.DeadLetterQueue);

    /// <summary>The agent's configuration, a <c>sluice.json</c>.</summary>
    public string ConfigPath => _directory.Config;

    /// <summary>The sandbox's directory, which goes when the sandbox does.</summary>
    public string Directory => _directory.Path;

    /// <summary>Directory that ClickHouse's <c>file()</c> reads from and writes to.</summary>
    public string UserFilesDirectory => ClickHouse.UserFilesDirectory;

    /// <summary>Directory of the data sets of the npm package vega-datasets.</summary>
    public string DatasetsDirectory => _modules.Datasets;

    /// <summary>The processes that belong to the sandbox.</summary>
    public IReadOnlyList<int> ProcessIds => [.. new[] { ClickHouse.ProcessId, _aws?.ProcessId, _reaper.Id }.OfType<int>()];

    /// <summary>Starts one; within seconds, of which the CDK app takes the most.</summary>
    /// <param name="options">How.</param>
    /// <param name="progress">Takes a line about each step, for people.</param>
    /// <param name="cancellationToken">Gives up; what has started is stopped again.</param>
    /// <exception cref="SandboxException">It could not be started; the message says why and what to do.</exception>
    public static async Task<LocalCloud> StartAsync(
        SandboxOptions options, IProgress<string>? progress = null, CancellationToken cancellationToken = default)
    {
        var modules = InstalledModules.Find();
        var cloud = Prepare(options, modules);
        try
        {
            await cloud.StartPartsAsync(options, progress, cancellationToken);
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
        NewClickHouse(_directory.In(name), LoopbackPort.Find(0, 0), _users, _traits, _modules, _reaper);

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

        await ClickHouse.DisposeAsync();
        await _reaper.DisposeAsync();
    }

    private static LocalCloud Prepare(SandboxOptions options, InstalledModules modules)
    {
        var topology = options.Resolve();
        var ports = LoopbackPort.Find(options.ClickHouseHttpPort, options.ClickHouseTcpPort, options.Port);
        var users = ClickHouseUsers.Create(topology.Domains.Select(domain => domain.Database).Distinct(), options.LoaderGrants, options.LoaderProfile);
        var directory = SandboxDirectory.Create();
        var reaper = Reaper.Start(directory.Path);
        var traits = new ClickHouseTraits(options.ClickHouseLogLevel, S3KeysOf(options, ports[2]));
        var clickHouse = NewClickHouse(directory.In("clickhouse"), ports, users, traits, modules, reaper);
        return new LocalCloud(topology, ports[2], clickHouse, users, traits, modules, directory, reaper);
    }

    private static ClickHouseS3Keys? S3KeysOf(SandboxOptions options, int port) => options.ClickHouseAccessKeyId is { } accessKeyId
        ? new ClickHouseS3Keys(EndpointAt(port), accessKeyId, RandomSecret.Create())
        : null;

    private static Uri EndpointAt(int port) => new($"http://127.0.0.1:{port}");

    private static ClickHouseServer NewClickHouse(
        string directory, IReadOnlyList<int> ports, ClickHouseUsers users, ClickHouseTraits traits, InstalledModules modules, Reaper reaper) =>
        new(new ClickHousePaths(directory), ports[0], ports[1], users, traits, modules, reaper, TimeProvider.System);

    private async Task StartPartsAsync(
        SandboxOptions options, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        await AgentConfiguration.WriteAsync(
            _directory, _topology, AwsEndpoint, ClickHouseHttpEndpoint, _users.Loader, cancellationToken);

        progress?.Report("Starting ClickHouse, the AWS emulator and the CDK app");
        await Together.RunAsync(
            cancellationToken,
            async stop =>
            {
                await ClickHouse.StartAsync(stop);
                await ClickHouse.ExecuteAsync(
                    _users.Admin,
                    _topology.Domains.Select(domain => $"CREATE DATABASE IF NOT EXISTS `{domain.Database}`"),
                    stop);
                progress?.Report($"ClickHouse answers at {ClickHouseHttpEndpoint}");
            },
            async stop =>
            {
                _aws = await AwsEmulation.StartAsync(
                    AwsEndpoint.Port, Region, _modules, _reaper, Faults, AccessKeys, _topology.Names.AgentPolicy, options.LoggerFactory, stop);
                progress?.Report($"S3 and SQS answer at {AwsEndpoint}");
            },
            async stop =>
            {
                await TemplateSynthesizer.SynthesizeAsync(ConfigPath, _directory.Templates, _reaper, stop);
                progress?.Report("The CDK app has written the templates");
            });

        var context = new TemplateContext(_topology.Account, Region, AwsEndpoint);
        var template = await CloudFormationTemplate.ReadAsync(_directory.Templates, context, cancellationToken);
        await _aws!.ProvisionAsync(template, cancellationToken);
        progress?.Report($"{template.Queues.Length} queues and {template.Rules.Length} rules are there");
    }

    private FrozenDictionary<string, string> QueuesByDomain(Func<string, string> name)
    {
        var context = new TemplateContext(_topology.Account, Region, AwsEndpoint);
        return _topology.Domains.ToFrozenDictionary(domain => domain.Name, domain => context.QueueUrl(name(domain.Name)));
    }
}
