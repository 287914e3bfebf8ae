using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Sluice.Sandbox.Provisioning;

/// <summary>
/// CloudFormation templates as they were written, of one account and Region. The emulator plays an account of its own, which is put wherever the templates name theirs.
/// </summary>
/// <param name="Stacks">The templates by the name of their stack.</param>
/// <param name="Region">The Region that they name, if they name one.</param>
internal sealed partial record TemplateFiles(ImmutableArray<(string Stack, JsonObject Template)> Stacks, string? Region)
{
    private const string Suffix = ".template.json";

    /// <summary>Reads every template of a directory.</summary>
    /// <exception cref="SandboxException">There is none, or one cannot be read.</exception>
    public static Task<TemplateFiles> ReadDirectoryAsync(string directory, string account, CancellationToken cancellationToken)
    {
        var paths = Directory.GetFiles(directory, $"*{Suffix}").Order(StringComparer.Ordinal).ToArray();
        return paths.Length > 0
            ? ReadAsync(paths, account, cancellationToken)
            : throw new SandboxException($"The CDK app wrote no template into {directory}.");
    }

    /// <summary>Reads templates.</summary>
    /// <param name="paths">The files.</param>
    /// <param name="account">The account that they are to be about.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="SandboxException">One is not there or no template, or they are about several accounts or Regions.</exception>
    public static async Task<TemplateFiles> ReadAsync(IReadOnlyCollection<string> paths, string account, CancellationToken cancellationToken)
    {
        var files = new List<(string Stack, string Text)>();
        foreach (var path in paths)
        {
            try
            {
                files.Add((StackOf(path), await File.ReadAllTextAsync(path, cancellationToken)));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new SandboxException($"The template {path} cannot be read: {e.Message}", e);
            }
        }

        return Of(files, account);
    }

    /// <summary>Reads templates from their text.</summary>
    public static TemplateFiles Of(IReadOnlyCollection<(string Stack, string Text)> files, string account)
    {
        var arns = files.SelectMany(file => OwnArn().Matches(file.Text)).ToList();
        var written = Single(arns.Select(arn => arn.Groups["account"].Value), "accounts");
        return new(
            [.. files.Select(file => (file.Stack, Parse(file.Stack, written is null ? file.Text : file.Text.Replace(written, account, StringComparison.Ordinal))))],
            Single(arns.Select(arn => arn.Groups["region"].Value), "Regions"));
    }

    private static string StackOf(string path)
    {
        var name = Path.GetFileName(path);
        return name.EndsWith(Suffix, StringComparison.Ordinal) ? name[..^Suffix.Length] : Path.GetFileNameWithoutExtension(name);
    }

    private static JsonObject Parse(string stack, string text)
    {
        try
        {
            return JsonNode.Parse(text) is JsonObject template && template["Resources"] is JsonObject
                ? template
                : throw new SandboxException($"{stack} is no CloudFormation template: it has no Resources.");
        }
        catch (JsonException e)
        {
            throw new SandboxException($"{stack} is no CloudFormation template in JSON ({e.Message}): give the files that 'npx cdk synth' writes into cdk.out.", e);
        }
    }

    private static string? Single(IEnumerable<string> values, string what) => values.Distinct().Order(StringComparer.Ordinal).ToList() switch
    {
        [] => null,
        [var one] => one,
        var several => throw new SandboxException($"The templates are about the {what} {string.Join(", ", several)}: the sandbox is one account in one Region."),
    };

    // Of queues and rules; a user, a role or a key may well be somebody else's.
    [GeneratedRegex(@"arn:aws:(sqs|events):(?<region>[a-z0-9-]+):(?<account>\d{12}):")]
    private static partial Regex OwnArn();
}
