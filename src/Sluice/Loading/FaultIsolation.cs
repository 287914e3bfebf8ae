using Sluice.Failures;

namespace Sluice.Loading;

/// <summary>Keeps what fails for some objects of an attempt away from the others.</summary>
/// <param name="protocol">The parts.</param>
/// <param name="all">The objects of the attempt.</param>
internal sealed class FaultIsolation(LoadProtocol protocol, IReadOnlyList<Member> all)
{
    private static readonly Failure _outOfTime = new(ErrorKind.Connection, "the attempt ended before its turn", Sink.Table);

    private Failure? _sinkFault;

    /// <summary>What fails is the failure of these members, not of those that come after; unless a sink is at fault, which those would only meet as well.</summary>
    public async Task RunAsync(IReadOnlyList<Member> members, Func<Task> load, CancellationToken cancellationToken)
    {
        try
        {
            if (_sinkFault is null)
            {
                await load();
                return;
            }

            Member.FailOpen(members, member => FailedLoad.Decide(_sinkFault, wasUnderWay: false, member, protocol));
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            _sinkFault = FailureClassifier.Classify(e) is { Sink: not null and not Sink.Table } failure ? failure : null;
            Member.FailOpen(members, member => FailedLoad.Decide(e, member, protocol));
        }
        catch when (members.Any(member => member.IsOpen))
        {
            // The time was theirs: whose turn did not come has spent no attempt.
            Member.FailOpen(all.Except(members), member => FailedLoad.Decide(_outOfTime, wasUnderWay: false, member, protocol));
            throw;
        }
    }
}
