using System.Collections.Immutable;
using Sluice.Admitting;
using Sluice.Configuration;
using Sluice.Receiving;
using Sluice.Settling;
using Sluice.Loading;
using Sluice.Topology;

namespace Sluice.Bench.Fuzz;

/// <summary>Gives a message to the agent's own code, and checks what must hold whatever it is.</summary>
internal sealed class CaseCheck(SluiceSettings settings)
{
    private const int LongestReason = 2000;

    private readonly Admitter _admitter = new(settings.Topology);
    private readonly StatementCheck _statements = new(settings);
    private readonly ImmutableDictionary<string, Domain> _domains = settings.Topology.Domains.ToImmutableDictionary(domain => domain.Name);

    /// <returns>What became of it.</returns>
    /// <exception cref="FuzzException">Something does not hold.</exception>
    public async Task<CaseKind> RunAsync(FuzzCase fuzzed)
    {
        var delivery = new Delivery(_domains[fuzzed.Domain], "message-1", "receipt-1", fuzzed.Body, 1, null, DateTimeOffset.UnixEpoch);
        var admissions = _admitter.Admit(delivery);
        Require(admissions.Count > 0, "the message is dropped without a word");
        CheckSettledOnce(admissions);
        if (admissions is [Admission.TestEvent])
        {
            Require(fuzzed.Keys is null && fuzzed.Body.Contains("TestEvent", StringComparison.Ordinal), "a message about an object is taken for a test event");
            return CaseKind.TestEvent;
        }

        var refused = admissions.OfType<Admission.Refused>().ToList();
        var requests = admissions.OfType<Admission.Admitted>().Select(admitted => admitted.Request).ToList();
        Require(refused.Count + requests.Count == admissions.Count, "an object is neither admitted nor refused");
        refused.ForEach(CheckRefused);
        Require(!fuzzed.MustLoad || refused.Count == 0, $"an object is refused that can be loaded: {refused.FirstOrDefault()?.Failure.Reason}");
        if (requests.Count == 0)
        {
            return CaseKind.Refused;
        }

        CheckKeys(admissions, fuzzed.Keys, CarriedKeys.Of(fuzzed.Body));
        foreach (var request in requests)
        {
            CheckRequest(request, delivery);
            await _statements.RunAsync(request);
            AnswerCheck.Run(request.Key);
        }

        return CaseKind.Admitted;
    }

    private static void CheckRefused(Admission.Refused refused)
    {
        var reason = refused.Failure.Reason;
        Require(!string.IsNullOrWhiteSpace(reason), "a refusal has no reason");
        Require(
            reason.Length < LongestReason && refused.Subject.Length < LongestReason,
            $"a reason has {reason.Length} characters, its subject {refused.Subject.Length}");
        Require(!reason.Any(char.IsControl) && !refused.Subject.Any(char.IsControl), $"a refusal breaks the line of the log: {reason}");
    }

    private static void CheckKeys(IReadOnlyList<Admission> admissions, IReadOnlyList<string>? known, IReadOnlyList<string?> carried)
    {
        Require(admissions.Count == carried.Count, $"the message is about {carried.Count} objects and asks for {admissions.Count}");
        for (var index = 0; index < admissions.Count; index++)
        {
            if (admissions[index] is Admission.Admitted { Request.Key: var key })
            {
                Require(key == carried[index], $"the body carries key {carried[index]}, admitted is {key}");
                Require(known is null || key == known[index], $"the sender wrote key {known?[index]}, admitted is {key}");
            }
        }
    }

    private static void CheckRequest(LoadRequest request, Delivery delivery)
    {
        Require(ReferenceEquals(request.Delivery, delivery), "the request is of another delivery");
        Require(request.Domain == delivery.Domain, "the table is in another domain's database");
        Require(Identifiers.IsSimple(request.TableName), $"the table is {request.TableName}");
        Require(request.Key.StartsWith($"{delivery.Domain.Prefix}{request.TableName}/", StringComparison.Ordinal), "the key is not of the domain and table");
        Require(request.CorrelationId.Length > 0 && request.Bucket.Length > 0 && request.Partition.Length > 0, "a field of the request is missing");
        Require(!request.CorrelationId.Any(char.IsControl), "the correlation id breaks the line of the log");
    }

    /// <summary>The message is settled by the last of its objects, and by no other.</summary>
    private static void CheckSettledOnce(IReadOnlyList<Admission> admissions)
    {
        var settled = admissions.Count(admission => admission switch
        {
            Admission.Admitted admitted => DeliveryOutcome.Join(admitted.Request.Shared, new LoadOutcome.AlreadyLoaded()) is not null,
            Admission.Refused refused => DeliveryOutcome.Join(refused.Shared, new LoadOutcome.AlreadyLoaded()) is not null,
            _ => true,
        });
        Require(settled == 1, $"the message is settled {settled} times");
    }

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new FuzzException(otherwise);
        }
    }
}
