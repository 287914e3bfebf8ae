using Sluice.Bench.Compare.World;

namespace Sluice.Bench.Compare.Contenders;

/// <summary>A way to get objects into a table.</summary>
internal interface IContender
{
    /// <summary>Its name in tables and charts.</summary>
    string Name { get; }

    /// <summary>Name of the table that it loads in that round.</summary>
    string TableOf(Round round);

    /// <summary>What has to be there before; the table is, empty. Not measured.</summary>
    Task PrepareAsync(Round round, CancellationToken cancellationToken);

    /// <summary>Loads all objects.</summary>
    /// <returns>How long it took.</returns>
    Task<TimeSpan> LoadAsync(Round round, CancellationToken cancellationToken);

    /// <summary>Removes what <see cref="PrepareAsync"/> made. Not measured.</summary>
    Task CleanAsync(Round round, CancellationToken cancellationToken);
}
