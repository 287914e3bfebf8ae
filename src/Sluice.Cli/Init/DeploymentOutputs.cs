using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Sluice.Topology;

namespace Sluice.Cli.Init;

/// <summary>
/// Reads what <c>npx cdk deploy --all --outputs-file FILE</c> writes: an object with an object per stack, whose members are the stack's outputs.
/// </summary>
internal static class DeploymentOutputs
{
    private static readonly JsonSerializerOptions _asInTheFile = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(allowIntegerValues: false) },
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>What is deployed.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="CliException">The file cannot be read, is of another kind, or names no or several deployments.</exception>
    public static PipelineTopology Read(string path)
    {
        var (stack, outputs) = IngestStack(path, Parse(path));
        var options = new TopologyOptions
        {
            Environment = Text(OutputNames.Environment),
            Account = Text(OutputNames.Account),
            Region = Text(OutputNames.Region),
            Bucket = Text(OutputNames.Bucket),
            VisibilityTimeout = Duration(OutputNames.VisibilityTimeout),
            MessageTimeout = Duration(OutputNames.MessageTimeout),
            MaxReceiveCount = int.TryParse(Text(OutputNames.MaxReceiveCount), CultureInfo.InvariantCulture, out var count)
                ? count
                : throw Unusable(OutputNames.MaxReceiveCount, "a whole number"),
            Domains = Domains(),
        };

        var errors = new List<ConfigurationError>();
        return PipelineTopology.Resolve(options, errors)
            ?? throw new CliException(ExitCodes.BadInput, string.Join('\n', errors.Select(error => $"{stack} in {path}: {error}.")));

        string Text(string name) => outputs[name] is JsonValue value && value.TryGetValue<string>(out var text)
            ? text
            : throw Missing(name);

        TimeSpan Duration(string name) => TimeSpan.TryParseExact(Text(name), "c", CultureInfo.InvariantCulture, out var duration)
            ? duration
            : throw Unusable(name, "a duration such as 00:05:00");

        Dictionary<string, DomainOptions> Domains()
        {
            var domains = new Dictionary<string, DomainOptions>();
            foreach (var name in outputs.Select(output => output.Key).Where(IsDomain))
            {
                var (domain, settings) = Domain(name);
                if (!domains.TryAdd(domain, settings))
                {
                    throw Unusable(name, $"another domain than {domain}, which is there already");
                }
            }

            return domains.Count > 0 ? domains : throw Missing($"{OutputNames.Domain}1");
        }

        KeyValuePair<string, DomainOptions> Domain(string name)
        {
            try
            {
                var settings = JsonNode.Parse(Text(name)) as JsonObject ?? throw new JsonException();
                var domain = (string?)settings[OutputNames.DomainName] ?? throw new JsonException();
                settings.Remove(OutputNames.DomainName);
                return new(domain, settings.Deserialize<DomainOptions>(_asInTheFile)!);
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException)
            {
                throw Unusable(name, "a domain's settings as JSON");
            }
        }

        CliException Missing(string name) =>
            new(ExitCodes.BadInput, $"{stack} in {path} has no output {name}: deploy it with the infra/ of this version of Sluice.");

        CliException Unusable(string name, string expected) =>
            new(ExitCodes.BadInput, $"Output {name} of {stack} in {path} is \"{Text(name)}\": expected {expected}.");
    }

    private static bool IsDomain(string output) =>
        output.StartsWith(OutputNames.Domain, StringComparison.Ordinal) && output.Length > OutputNames.Domain.Length
        && output.AsSpan(OutputNames.Domain.Length).IndexOfAnyExceptInRange('0', '9') < 0;

    private static JsonObject Parse(string path)
    {
        try
        {
            return JsonNode.Parse(File.ReadAllText(path)) as JsonObject
                ?? throw new CliException(ExitCodes.BadInput, $"{path} is not what 'npx cdk deploy --all --outputs-file' writes: expected an object with the outputs of each stack.");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CliException(ExitCodes.BadInput, $"There is no file {path}: write it with 'npx cdk deploy --all --outputs-file {path}' in infra/.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCodes.BadInput, $"{path} cannot be read: {e.Message}");
        }
        catch (JsonException e)
        {
            throw new CliException(ExitCodes.BadInput, $"{path} is not JSON: {e.Message}");
        }
    }

    private static (string Stack, JsonObject Outputs) IngestStack(string path, JsonObject stacks)
    {
        var found = stacks.Where(stack => stack.Key.EndsWith(OutputNames.StackSuffix, StringComparison.Ordinal) && stack.Value is JsonObject).ToList();
        return found switch
        {
            [var (stack, outputs)] => (stack, outputs!.AsObject()),
            [] => throw new CliException(ExitCodes.BadInput, $"{path} has no outputs of a stack <environment>{OutputNames.StackSuffix}: deploy with --all."),
            _ => throw new CliException(
                ExitCodes.BadInput,
                $"{path} has the outputs of several environments ({string.Join(", ", found.Select(stack => stack.Key))}): give each --outputs-file a file of its own."),
        };
    }
}
