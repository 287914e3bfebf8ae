namespace Sluice.Planning;

/// <summary>A load's time was over while it waited for memory that other inserts had. Nothing was sent.</summary>
internal sealed class MemoryBusyException(OperationCanceledException cause) : Exception("the inserts that run take all of pipeline.memoryMiB", cause);
