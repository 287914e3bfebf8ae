namespace Sluice.Planning;

/// <summary>What workers have loaded.</summary>
/// <param name="Batches">Batches of which something was loaded.</param>
/// <param name="Work">What they count for (<see cref="FairShare.WorkOf"/>), in bytes.</param>
/// <param name="Time">How long they took, one after the other.</param>
internal readonly record struct LoadedWork(int Batches, long Work, TimeSpan Time)
{
    /// <summary>What a worker does in a second, in bytes. It does not depend on when it was looked, as what has ended since the last look does.</summary>
    public double PerWorkerSecond => Work / Time.TotalSeconds;

    public static LoadedWork operator +(LoadedWork one, LoadedWork other) => new(one.Batches + other.Batches, one.Work + other.Work, one.Time + other.Time);
}
