using System.Text.Json.Nodes;
using Sluice.Sandbox;
using Sluice.Topology;

namespace Sluice.IntegrationTests.Permissions;

/// <summary>A cloud from another one's templates, of whose agent's policy one action is taken out.</summary>
internal sealed class CloudWithout : IAsyncDisposable
{
    public const string Domain = "market";

    private const string Identity = "identity.template.json";
    private readonly DirectoryInfo _directory;

    private CloudWithout(DirectoryInfo directory, LocalCloud cloud)
    {
        _directory = directory;
        Cloud = cloud;
        Bench = new PermissionBench(cloud);
    }

    public LocalCloud Cloud { get; }

    public PermissionBench Bench { get; }

    /// <summary>Starts it.</summary>
    /// <param name="model">Whose templates.</param>
    /// <param name="action">Which action, written as in the policy.</param>
    public static async Task<CloudWithout> StartAsync(LocalCloud model, string action)
    {
        var directory = Directory.CreateTempSubdirectory("sluice-test-");
        foreach (var file in TemplatesOf(model))
        {
            var text = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
            await File.WriteAllTextAsync(
                Path.Combine(directory.FullName, Path.GetFileName(file)),
                file.EndsWith(Identity, StringComparison.Ordinal) ? Without(text, action) : text,
                TestContext.Current.CancellationToken);
        }

        var options = new SandboxOptions
        {
            Templates = Directory.GetFiles(directory.FullName),
            Domains = new Dictionary<string, DomainOptions> { [Domain] = new() },
            RecordCalls = true,
        };
        return new CloudWithout(directory, await LocalCloud.StartAsync(options, cancellationToken: TestContext.Current.CancellationToken));
    }

    /// <summary>Where a cloud's templates are.</summary>
    public static IReadOnlyList<string> TemplatesOf(LocalCloud model) => Directory.GetFiles(Path.Combine(model.Directory, "cdk.out"), "*.template.json");

    /// <summary>The statements of the agent's policy.</summary>
    public static IReadOnlyList<JsonObject> Statements(JsonNode template) =>
    [
        .. template["Resources"]!.AsObject()
            .Where(resource => (string?)resource.Value!["Properties"]?["ManagedPolicyName"] == "dev-load-agent")
            .SelectMany(resource => resource.Value!["Properties"]!["PolicyDocument"]!["Statement"]!.AsArray().Select(statement => statement!.AsObject())),
    ];

    /// <summary>The actions of a statement.</summary>
    public static IReadOnlyList<string> Actions(JsonObject statement) =>
        statement["Action"] is JsonArray several ? [.. several.Select(action => action!.ToString())] : [statement["Action"]!.ToString()];

    public async ValueTask DisposeAsync()
    {
        await Bench.DisposeAsync();
        await Cloud.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    private static string Without(string text, string action)
    {
        var template = JsonNode.Parse(text)!;
        var having = Statements(template).Single(statement => Actions(statement).Contains(action));
        var left = Actions(having).Where(each => each != action).ToArray();
        if (left.Length > 0)
        {
            having["Action"] = new JsonArray([.. left.Select(each => (JsonNode)each)]);
        }
        else
        {
            having.Parent!.AsArray().Remove(having);
        }

        return template.ToJsonString();
    }
}
