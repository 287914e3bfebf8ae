using Sluice.Topology;

namespace Sluice.Planning;

/// <summary>
/// Shares the workers among domains by weight (R5): start-time fair queuing. Each domain has a start tag, by which its work so far, divided by its weight, is ahead; the one with the least goes
/// next, of equals the higher priority. Work is counted in <see cref="WorkOf"/>.
/// </summary>
/// <remarks>
/// For as long as two domains have work waiting, work/weight of one is ahead of the other's by at most the largest batch of each divided by its weight. So a Low domain waits for no more than
/// that, however much there is of High. A domain that had nothing to do saves nothing up. Source: Goyal, Vin, Cheng: Start-Time Fair Queuing, 1996.
/// </remarks>
internal sealed class FairShare
{
    // About what a worker reads and inserts in the time that a batch, and an object, take by themselves.
    private const long BytesPerBatch = 4 << 20;
    private const long BytesPerObject = 256 << 10;

    private readonly Dictionary<Domain, (double Start, double Finish)> _tags = [];
    private double _virtualTime;

    /// <summary>How much of the workers a domain gets, relative to others.</summary>
    public static int WeightOf(DomainPriority priority) => priority switch
    {
        DomainPriority.High => 9,
        DomainPriority.Medium => 3,
        _ => 1,
    };

    /// <summary>What a batch counts for, in bytes.</summary>
    public static long WorkOf(LoadBatch batch) =>
        BytesPerBatch + (batch.Requests.Count * BytesPerObject) + batch.Requests.Sum(request => request.FileSize ?? 0);

    /// <summary>A domain that had nothing waiting has something now.</summary>
    public void Arrive(Domain domain)
    {
        var finish = _tags.GetValueOrDefault(domain).Finish;
        _tags[domain] = (Math.Max(_virtualTime, finish), finish);
    }

    /// <summary>Which of these goes next.</summary>
    public Domain Next(IEnumerable<Domain> ready) => ready.MinBy(domain => (_tags[domain].Start, -(int)domain.Priority, domain.Name))!;

    /// <summary>A batch of the domain begins.</summary>
    public void Charge(Domain domain, long work)
    {
        var start = _tags[domain].Start;
        var finish = start + ((double)work / WeightOf(domain.Priority));
        _virtualTime = Math.Max(_virtualTime, start);
        _tags[domain] = (finish, finish);
    }
}
