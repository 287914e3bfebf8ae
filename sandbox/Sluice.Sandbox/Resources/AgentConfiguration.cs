using System.Text.Json;
using System.Text.Json.Nodes;
using Sluice.Topology;

namespace Sluice.Sandbox.Resources;

/// <summary>Writes what an agent of the sandbox reads: <c>sluice.json</c>, an AWS profile and a password file.</summary>
internal static class AgentConfiguration
{
    public const string Profile = "sluice-sandbox";
    public const string AccessKeyId = "sandbox-agent";
    public const string OperatorAccessKeyId = "sandbox-operator";

    private static readonly JsonSerializerOptions _indented = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static async Task WriteAsync(
        SandboxDirectory directory,
        PipelineTopology topology,
        InfrastructureOptions infrastructure,
        Uri aws,
        IReadOnlyList<Uri> shards,
        ClickHouseUser loader,
        CancellationToken cancellationToken)
    {
        var config = TopologySettings.ToJson(topology);
        config["infrastructure"] = JsonSerializer.SerializeToNode(infrastructure, _indented);
        config["aws"] = new JsonObject
        {
            ["serviceUrl"] = Text(aws),
            ["profile"] = Profile,
            ["profilesLocation"] = directory.Credentials,
        };
        config["clickHouse"] = new JsonObject
        {
            ["endpoint"] = Text(shards[0]),
            ["user"] = loader.Name,
            ["passwordFile"] = directory.LoaderPassword,
            ["s3Endpoint"] = Text(aws),
        };
        if (shards.Count > 1)
        {
            config["cluster"] = new JsonObject
            {
                ["name"] = LocalCloud.ClusterName,
                ["shards"] = new JsonObject(shards.Select((shard, index) => KeyValuePair.Create($"{index + 1}", (JsonNode?)Text(shard)))),
            };
        }

        config["pipeline"] = new JsonObject
        {
            // A stopping agent lets its poll end; nobody wants to wait 20 s for a sandbox.
            ["longPoll"] = "00:00:02",
        };

        // Any free port: there may be several sandboxes.
        config["monitoring"] = new JsonObject { ["listen"] = "http://127.0.0.1:0" };
        config["console"] = new JsonObject { ["listen"] = "http://127.0.0.1:0", ["awsProfile"] = LocalCloud.OperatorProfile };
        var credentials =
            $"""
             [{Profile}]
             aws_access_key_id = {AccessKeyId}
             aws_secret_access_key = {RandomSecret.Create()}
             [{LocalCloud.OperatorProfile}]
             aws_access_key_id = {OperatorAccessKeyId}
             aws_secret_access_key = {RandomSecret.Create()}
             [{LocalCloud.OwnerProfile}]
             aws_access_key_id = sandbox-owner
             aws_secret_access_key = {RandomSecret.Create()}

             """;
        await PrivateFile.WriteAsync(directory.Config, config.ToJsonString(_indented), cancellationToken);
        await PrivateFile.WriteAsync(directory.Credentials, credentials, cancellationToken);
        await PrivateFile.WriteAsync(directory.LoaderPassword, loader.Password, cancellationToken);
    }

    private static string Text(Uri endpoint) => endpoint.GetLeftPart(UriPartial.Authority);
}
