namespace Sluice.Bench.Compare.Contenders;

/// <summary>What agents took while they loaded a backlog.</summary>
/// <param name="Elapsed">From the moment when they could begin until the last message was deleted.</param>
/// <param name="Cpu">Processor time of all agents.</param>
/// <param name="PeakBytes">Most resident memory of any one of them since its start.</param>
/// <param name="SqsRequests">Their requests to SQS.</param>
/// <param name="S3Requests">Requests to S3 with their key, which are ClickHouse's.</param>
internal sealed record AgentUse(TimeSpan Elapsed, TimeSpan Cpu, long PeakBytes, long SqsRequests, long S3Requests);
