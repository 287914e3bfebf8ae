namespace Sluice.Operating;

/// <summary>How far a long operation is; read by another thread that shows it.</summary>
internal sealed class OperationProgress
{
    private long _objects;
    private volatile string _step = "";

    /// <summary>What <see cref="Objects"/> counts, for people.</summary>
    public string Unit { get; init; } = "keys";

    /// <summary>What it is doing, for people.</summary>
    public string Step
    {
        get => _step;
        set => _step = value;
    }

    /// <summary>Objects, or other <see cref="Unit"/>s, that it has been through.</summary>
    public long Objects => Interlocked.Read(ref _objects);

    public void Count() => Interlocked.Increment(ref _objects);
}
