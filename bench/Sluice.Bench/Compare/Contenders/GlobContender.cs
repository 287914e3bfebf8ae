using Sluice.Bench.Compare.Results;
using Sluice.Bench.Compare.World;

namespace Sluice.Bench.Compare.Contenders;

/// <summary>One <c>INSERT … SELECT</c> of all objects at once: as fast as this server reads them, without any guarantee.</summary>
internal sealed class GlobContender(Arena arena, TimeProvider time) : IContender
{
    public string Name => Names.Glob;

    public string TableOf(Round round) => $"{round.Name}_glob";

    public Task PrepareAsync(Round round, CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task<TimeSpan> LoadAsync(Round round, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        await arena.Database.ExecuteAsync(
            $"INSERT INTO {round.Database}.{TableOf(round)} SELECT * FROM {ObjectSource.Glob(arena.Cloud, round, "bench-glob")}", cancellationToken);
        return time.GetElapsedTime(started);
    }

    public Task CleanAsync(Round round, CancellationToken cancellationToken) => Task.CompletedTask;
}
