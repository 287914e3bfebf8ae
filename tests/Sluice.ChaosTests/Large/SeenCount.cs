namespace Sluice.ChaosTests.Large;

/// <summary>A row count of the target.</summary>
/// <param name="Count">Rows.</param>
/// <param name="Looks">How often it was seen.</param>
/// <param name="First">When first, since the upload.</param>
/// <param name="Last">When last.</param>
internal readonly record struct SeenCount(long Count, int Looks, TimeSpan First, TimeSpan Last);
