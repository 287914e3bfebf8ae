using System.Collections.Frozen;
using System.Text.Json.Nodes;
using Sluice.Sandbox.Policies;

namespace Sluice.Tests.Sandbox;

/// <summary>Policies of queues as the ingest stack writes them.</summary>
internal static class QueuePolicies
{
    /// <summary>Queues that take what EventBridge sends for one rule.</summary>
    public static CloudPolicies Letting(string ruleArn, params string[] queues) => new(
        [],
        [],
        queues.ToFrozenDictionary(queue => queue, queue => PolicyReader.Read(
            JsonNode.Parse(
                $$$"""
                { "Statement": [
                  { "Effect": "Deny", "Principal": { "AWS": "*" }, "Action": "sqs:*", "Resource": "{{{queue}}}", "Condition": { "Bool": { "aws:SecureTransport": "false" } } },
                  { "Effect": "Allow", "Principal": { "Service": "events.amazonaws.com" }, "Action": "sqs:SendMessage", "Resource": "{{{queue}}}",
                    "Condition": { "ArnEquals": { "aws:SourceArn": "{{{ruleArn}}}" } } } ] }
                """),
            queue,
            isOfResource: true)));
}
