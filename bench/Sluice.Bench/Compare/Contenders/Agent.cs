using Sluice.Bench.Compare.World;
using Sluice.Cli.Demo;
using Sluice.Sandbox;
using Sluice.Telemetry;

namespace Sluice.Bench.Compare.Contenders;

/// <summary><c>sluice run</c> as a process of its own, and what it has said.</summary>
internal sealed class Agent : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<LoadedObject>> _loaded = [];
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly AgentProcess _process;
    private volatile string? _failure;
    private TaskCompletionSource _news = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Agent(LocalCloud cloud, string configPath) => _process = AgentProcess.Start(cloud, configPath, Read);

    /// <summary>Id of its process.</summary>
    public int Id => _process.Id;

    /// <summary>Starts one and waits until it receives.</summary>
    public static async Task<Agent> StartAsync(LocalCloud cloud, string configPath, CancellationToken cancellationToken)
    {
        var agent = new Agent(cloud, configPath);
        try
        {
            await agent._ready.Task.WaitAsync(TimeSpan.FromSeconds(60), cancellationToken);
            return agent;
        }
        catch (TimeoutException)
        {
            await agent.DisposeAsync();
            throw new BenchException($"The agent did not start within a minute: {agent._process.LastWords}");
        }
    }

    /// <summary>How many objects of that table it has loaded and deleted the messages of.</summary>
    public int CountOf(string table)
    {
        lock (_gate)
        {
            return _loaded.GetValueOrDefault(table)?.Count ?? 0;
        }
    }

    /// <summary>What it said of that table's objects.</summary>
    public IReadOnlyList<LoadedObject> Loaded(string table)
    {
        lock (_gate)
        {
            return [.. _loaded.GetValueOrDefault(table) ?? []];
        }
    }

    /// <summary>Waits until these agents have loaded so many objects of a table.</summary>
    /// <exception cref="BenchException">An attempt failed, or an agent ended.</exception>
    public static async Task WaitAsync(IReadOnlyList<Agent> agents, string table, int objects, CancellationToken cancellationToken)
    {
        while (true)
        {
            var news = agents.Select(agent => agent.NewsAsync()).ToList();
            if (agents.Sum(agent => agent.CountOf(table)) >= objects)
            {
                return;
            }

            if (agents.Select(agent => agent._failure ?? (agent._process.IsRunning ? null : agent._process.LastWords)).FirstOrDefault(why => why is not null) is { } failure)
            {
                throw new BenchException($"The agent has not loaded everything: {failure}");
            }

            await Task.WhenAny(news).WaitAsync(cancellationToken);
        }
    }

    public void Suspend() => ProcessFigures.Suspend(Id);

    public void Resume() => ProcessFigures.Resume(Id);

    public ValueTask DisposeAsync()
    {
        Resume();
        return _process.DisposeAsync();
    }

    private Task NewsAsync()
    {
        lock (_gate)
        {
            return _news.Task;
        }
    }

    private void Read(AgentLine line)
    {
        switch (line.EventId)
        {
            case LogEvents.ObjectLoaded when line.Text("TableName") is { } table && line.Text("Key") is { } key:
                Add(table, new LoadedObject(key, line.Number("QueuedMs"), line.Number("LoadMs"), line.Number("SettleMs")));
                break;
            case LogEvents.MonitoringAddress:
                _ready.TrySetResult();
                break;
            case LogEvents.ObjectRetried or LogEvents.ObjectDeadLettered or LogEvents.ObjectHeld or LogEvents.ObjectAlreadyLoaded:
                _failure = line.Message;
                Tell();
                break;
        }
    }

    private void Add(string table, LoadedObject loaded)
    {
        lock (_gate)
        {
            if (!_loaded.TryGetValue(table, out var objects))
            {
                _loaded[table] = objects = [];
            }

            objects.Add(loaded);
        }

        Tell();
    }

    private void Tell()
    {
        lock (_gate)
        {
            _news.TrySetResult();
            _news = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }
}
