namespace Sluice.Infra.Watch;

/// <summary>A metric as CloudWatch knows it.</summary>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Name">Its name.</param>
/// <param name="Dimensions">Its dimensions.</param>
internal sealed record WatchedMetric(string Namespace, string Name, (string Name, string Value)[] Dimensions);
