namespace Sluice.Ledger;

/// <summary>Tells whoever looks at the ledger in this process, such as the console, that attempts were added to its history, or that this agent has reported a change of its own.</summary>
internal sealed class LedgerNews
{
    private readonly Lock _gate = new();
    private readonly List<Action<IReadOnlyList<LedgerAttempt>>> _readers = [];

    /// <summary>Calls <paramref name="read"/> after each write, on the writer's thread, which must not be kept waiting.</summary>
    /// <returns>Ends it.</returns>
    public IDisposable Subscribe(Action<IReadOnlyList<LedgerAttempt>> read)
    {
        lock (_gate)
        {
            _readers.Add(read);
        }

        return new Subscription(this, read);
    }

    /// <summary>Tells that these are in the ledger by now; none, when it is the agent's own report that is.</summary>
    public void Publish(IReadOnlyList<LedgerAttempt> written)
    {
        Action<IReadOnlyList<LedgerAttempt>>[] readers;
        lock (_gate)
        {
            readers = [.. _readers];
        }

        Array.ForEach(readers, read => read(written));
    }

    private sealed class Subscription(LedgerNews news, Action<IReadOnlyList<LedgerAttempt>> read) : IDisposable
    {
        public void Dispose()
        {
            lock (news._gate)
            {
                news._readers.Remove(read);
            }
        }
    }
}
