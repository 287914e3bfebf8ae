namespace Sluice.Operating;

/// <summary>How far a long operation is; read by another thread that shows it.</summary>
internal sealed class OperationProgress
{
    private long _objects;
    private volatile string _step = "";

    /// <summary>What it is doing, for people.</summary>
    public string Step
    {
        get => _step;
        set => _step = value;
    }

    /// <summary>Objects that it has been through.</summary>
    public long Objects => Interlocked.Read(ref _objects);

    public void Count() => Interlocked.Increment(ref _objects);
}
