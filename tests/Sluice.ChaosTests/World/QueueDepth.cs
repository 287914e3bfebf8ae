namespace Sluice.ChaosTests.World;

/// <summary>Messages of all load queues, and dead letters.</summary>
/// <param name="Visible">Messages that a receive would bring.</param>
/// <param name="Hidden">Messages that were received and come back, and delayed ones.</param>
/// <param name="DeadLetters">Messages in the dead-letter queues.</param>
internal readonly record struct QueueDepth(int Visible, int Hidden, int DeadLetters);
