using Sluice.Sandbox;
using Sluice.Sandbox.Policies;
using Sluice.Sandbox.Provisioning;
using Sluice.Telemetry;
using Sluice.Topology;

namespace Sluice.IntegrationTests.Permissions;

/// <summary>Everything that the agent does with its AWS key, recorded.</summary>
[Trait("Category", "Security")]
public sealed class RecordedRunTests(RecordedRunTests.RecordingCloud fixture) : IClassFixture<RecordedRunTests.RecordingCloud>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_call_of_a_whole_run_is_allowed_and_every_action_of_the_policy_is_used_R14()
    {
        await using var bench = new PermissionBench(fixture.Cloud);
        await RunAsync(bench);

        var calls = fixture.Cloud.Calls;
        calls.ShouldAllBe(call => call.IsAllowed);
        calls.Select(call => call.Principal).Distinct().ShouldBe(["arn:aws:iam::000000000000:user/dev-load-agent"]);
        var statements = await PolicyAsync();
        statements.Select(statement => statement.Sid).ShouldBe(["Receive", "Read", "QueueDepth", "SendDeadLetters"]);
        foreach (var statement in statements)
        {
            foreach (var action in statement.Actions)
            {
                calls.ShouldContain(call => call.Action == action && statement.Resources.Any(resource => Glob.Matches(resource, call.Resource)), $"{statement.Sid} allows {action} for nothing");
            }
        }
    }

    /// <summary>Loads, extends a lease, tries again and gives up.</summary>
    private static async Task RunAsync(PermissionBench bench)
    {
        var (patient, hasty) = (await bench.StartAsync("market"), await bench.StartAsync("customer", holdTimeout: TimeSpan.FromSeconds(1)));
        var (held, retried) = (await bench.TableAsync("market"), await bench.TableAsync("customer"));
        var isBusyFor = new HashSet<string> { held, retried };
        var extended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        bench.Cloud.Faults.Decide = request =>
        {
            // A retry is one too, in the other queue.
            if (request.Operation == "ChangeMessageVisibilityBatch" && request.Body.Contains("-market-load-queue", StringComparison.Ordinal))
            {
                extended.TrySetResult();
            }

            lock (isBusyFor)
            {
                return isBusyFor.Select(table => PermissionBench.Busy(request, table)).FirstOrDefault(fault => fault is not null);
            }
        };
        var (first, second) = (await bench.UploadAsync("market", held), await bench.UploadAsync("customer", retried));
        await hasty.SaysAsync(LogEvents.ObjectRetried, second);
        Free(retried);
        await extended.Task.WaitAsync(TimeSpan.FromSeconds(60), Stop);
        Free(held);

        (await patient.SaysAsync(LogEvents.ObjectLoaded, first)).Values["Attempt"].ShouldBe(1);
        await hasty.SettlesAsync(second);
        var half = await bench.UploadAsync("market", held, isWhole: false);
        (await bench.LetterAsync("market", half)).MessageAttributes["ErrorCode"].StringValue.ShouldBe("E002");

        void Free(string table)
        {
            lock (isBusyFor)
            {
                isBusyFor.Remove(table);
            }
        }
    }

    private async Task<IReadOnlyList<PolicyStatement>> PolicyAsync()
    {
        var files = await TemplateFiles.ReadDirectoryAsync(Path.Combine(fixture.Cloud.Directory, "cdk.out"), "000000000000", Stop);
        return CloudFormationTemplate.Read(files, new TemplateContext("000000000000", fixture.Cloud.Region, fixture.Cloud.AwsEndpoint)).PoliciesFor(new ResourceNames("dev")).Agent;
    }

    /// <summary>Leases are short, so that one is extended soon.</summary>
    public sealed class RecordingCloud : LocalCloudFixture
    {
        private protected override SandboxOptions Options => new()
        {
            Domains = new Dictionary<string, DomainOptions> { ["market"] = new(), ["customer"] = new() },
            MessageTimeout = TimeSpan.FromSeconds(5),
            VisibilityTimeout = TimeSpan.FromSeconds(30),
            RecordCalls = true,
        };
    }
}
