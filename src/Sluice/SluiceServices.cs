using Amazon.Runtime;
using Amazon;
using Amazon.S3;
using Amazon.SQS;
using ClickHouse.Driver;
using ClickHouse.Driver.ADO;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Sluice.Admitting;
using Sluice.Configuration;
using Sluice.Credentials;
using Sluice.Loading;
using Sluice.Ledger;
using Sluice.Loading.ClickHouse;
using Sluice.Loading.Targets;
using Sluice.Operating;
using Sluice.Operating.DeadLetters;
using Sluice.Planning;
using Sluice.Receiving;
using Sluice.Settling;
using Sluice.Sinks;
using Sluice.Telemetry;
using Sluice.Watching;
using Sluice.Watching.Alarms;

namespace Sluice;

/// <summary>Registers the agent.</summary>
public static class SluiceServices
{
    /// <summary>Adds the load pipeline as a hosted service.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="settings">A configuration from <see cref="ConfigurationLoader"/>.</param>
    public static IServiceCollection AddSluice(this IServiceCollection services, SluiceSettings settings)
    {
        services.AddShared(settings);
        services.Configure<HostOptions>(host => host.ShutdownTimeout = settings.Pipeline.ShutdownTimeout);
        services.AddTelemetry(settings);
        services.AddHostedService<IdentityLog>();
        services.AddSingleton<SinkProbe>();
        services.AddSingleton<SinkWatch>();
        services.AddHostedService(provider => provider.GetRequiredService<SinkWatch>());
        services.AddSingleton<LeaseKeeper>();
        services.AddHostedService(provider => provider.GetRequiredService<LeaseKeeper>());
        services.AddHostedService<QueueDepths>();
        services.AddSingleton<OldestMessages>();
        services.AddSingleton<MessageReceiver>();
        services.AddSingleton<ReceiveHealth>();
        services.AddSingleton<ReceiveLoop>();
        services.AddSingleton<Admitter>();
        services.AddSingleton(_ => new MemoryBudget(settings.MemoryBytes));
        services.AddSingleton<Inserter>();
        services.AddSingleton<StagingTables>();
        services.AddSingleton<LedgerNotes>();
        services.AddSingleton<RunningAttempts>();
        services.AddSingleton<LoadProtocol>();
        services.AddSingleton<RowMatcher>();
        services.AddSingleton<LedgerTwins>();
        services.AddSingleton<Loader>();
        services.AddSingleton<DeadLetterQueue>();
        services.AddSingleton<Acknowledger>();
        services.AddSingleton<LedgerNews>();
        services.AddSingleton<AttemptHistory>();
        services.AddHostedService(provider => provider.GetRequiredService<AttemptHistory>());
        services.AddSingleton<ISettlementObserver>(provider => provider.GetRequiredService<AttemptHistory>());
        services.AddAlarms();
        services.AddSingleton<Settlement>();
        services.AddWatching();
        services.AddAgentRegistry();
        services.AddHostedService<StagingJanitor>();
        services.AddSingleton(provider => new BatchSource(new LoadQueue(BatchLimits.Of(settings), provider.GetRequiredService<InsertSharing>()), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<InsertSharing>();
        services.AddSingleton(_ => new WorkerSlots(settings.Pipeline.MinConcurrency));
        services.AddSingleton<ConcurrencyControl>();
        services.AddHostedService(provider => provider.GetRequiredService<ConcurrencyControl>());
        services.AddSingleton<PipelineStart>();
        services.AddHostedService<LoadPipeline>();
        return services;
    }

    /// <summary>Adds what operators' commands work with. Nothing runs by itself.</summary>
    /// <param name="services">The command's services.</param>
    /// <param name="settings">A configuration from <see cref="ConfigurationLoader"/>.</param>
    internal static IServiceCollection AddSluiceOperations(this IServiceCollection services, SluiceSettings settings)
    {
        services.AddShared(settings);
        services.AddSingleton<TablePreparer>();
        services.AddSingleton<KnownVersions>();
        services.AddSingleton<ObjectUnloader>();
        services.AddSingleton<DoubtResolver>();
        services.AddListings();
        services.AddWatching();
        services.AddDeadLetterDesk(settings, awsProfile: null);
        return services;
    }

    /// <summary>What agent and operators share: the clients, the ledger, and whatever reads objects and tables.</summary>
    private static void AddShared(this IServiceCollection services, SluiceSettings settings)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(settings);
        services.AddSingleton(settings.Topology);
        services.AddSingleton(_ => CredentialSource.Of(settings.Aws));
        services.AddSingleton<CallerIdentity>();
        services.AddSingleton<AgentCredentials>();
        services.AddSingleton<AWSCredentials>(provider => provider.GetRequiredService<AgentCredentials>());
        services.AddSingleton<IAmazonSQS>(provider => Sqs(settings, provider.GetRequiredService<AgentCredentials>()));
        services.AddSingleton<IAmazonS3>(provider => S3(settings, provider.GetRequiredService<AgentCredentials>()));
        services.AddSingleton(_ => ClickHouse(settings, settings.ClickHouse.Endpoint));
        services.AddSingleton<Shards>();
        services.AddSingleton(AgentIdentity.OfThisProcess());
        services.AddSingleton<QueueUrls>();
        services.AddSingleton<QueueDepthReader>();
        services.AddSingleton<LedgerHealth>();
        services.AddSingleton<LoadLedger>();
        services.AddSingleton<S3Function>();
        services.AddSingleton<QueryIds>();
        services.AddSingleton<FooterReader>();
        services.AddSingleton<ObjectContract>();
        services.AddSingleton<RowCounter>();
        services.AddSingleton<RowRemover>();
        services.AddSingleton<TargetRefusal>();
        services.AddSingleton<TargetTables>();
        services.AddSingleton<FooterSummaries>();
        services.AddSingleton<ObjectExplainer>();
    }

    /// <summary>SQS as the configuration reaches it, with those credentials.</summary>
    internal static RenewingSqsClient Sqs(SluiceSettings settings, AgentCredentials credentials)
    {
        var config = new AmazonSQSConfig();
        if (settings.Aws.ServiceUrl is { } endpoint)
        {
            config.ServiceURL = endpoint.AbsoluteUri;
            config.AuthenticationRegion = settings.Topology.Region;
        }
        else
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(settings.Topology.Region);
        }

        return new RenewingSqsClient(credentials, config);
    }

    internal static RenewingS3Client S3(SluiceSettings settings, AgentCredentials credentials) => new(credentials, new AmazonS3Config
    {
        ServiceURL = (settings.Aws.ServiceUrl ?? settings.ClickHouse.S3Endpoint).AbsoluteUri,
        AuthenticationRegion = settings.Topology.Region,
        ForcePathStyle = true,
    });

    /// <summary>A ClickHouse server, with the configured user.</summary>
    internal static ClickHouseClient ClickHouse(SluiceSettings settings, Uri endpoint)
    {
        var server = settings.ClickHouse;
        return new ClickHouseClient(new ClickHouseClientSettings
        {
            Protocol = endpoint.Scheme,
            Host = endpoint.Host,
            Port = (ushort)endpoint.Port,
            Username = server.User,
            Password = server.Password,

            // Statements and answers are short: packing them takes both sides longer than sending them.
            UseCompression = false,

            // A load ends by the message timeout; the transport must not end it earlier.
            Timeout = settings.Topology.MessageTimeout + TimeSpan.FromSeconds(30),
            CustomSettings = settings.Cluster is null ? new Dictionary<string, object>() : new Dictionary<string, object>(Shards.StatementSettings),
        });
    }
}
