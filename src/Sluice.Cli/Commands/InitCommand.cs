using System.CommandLine;
using Sluice.Cli.Init;
using Sluice.Configuration;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice init</c>: writes a commented configuration to start from.</summary>
internal static class InitCommand
{
    public static Command Create()
    {
        var output = new Option<string>("--output", "-o")
        {
            Description = "Where to write the configuration. Its schema goes beside it, for editors.",
            HelpName = "FILE",
            DefaultValueFactory = _ => "sluice.json",
        };
        var outputs = new Option<string?>("--from-outputs")
        {
            Description = "Take environment, account, Region, bucket, domains and timeouts from what 'npx cdk deploy --all --outputs-file FILE' wrote.",
            HelpName = "FILE",
        };
        var force = new Option<bool>("--force") { Description = "Overwrite a file that is there." };
        var command = new Command("init", "Write a commented sluice.json, and its JSON schema, to start from.") { output, outputs, force };
        command.SetAction((parsed, cancellationToken) =>
            WriteAsync(parsed.GetValue(output)!, parsed.GetValue(outputs), parsed.GetValue(force), cancellationToken));
        return command;
    }

    private static async Task<int> WriteAsync(string path, string? outputs, bool force, CancellationToken cancellationToken)
    {
        if (File.Exists(path) && !force)
        {
            throw new CliException(ExitCodes.BadInput, $"{path} is there already: choose another --output, or overwrite it with --force.");
        }

        var (text, missing) = outputs is null
            ? (ConfigurationTemplate.Text, "account, Region, bucket and ClickHouse")
            : (ConfigurationTemplate.For(DeploymentOutputs.Read(outputs)), "ClickHouse and AWS profile");
        var schemaPath = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, ConfigurationTemplate.SchemaFileName);
        try
        {
            await File.WriteAllTextAsync(path, text, cancellationToken);
            await File.WriteAllTextAsync(schemaPath, ConfigurationTemplate.Schema, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCodes.BadInput, $"{path} cannot be written: {e.Message}");
        }

        await Console.Error.WriteLineAsync($"Wrote {path} and {schemaPath}. Put in your {missing}, then: sluice run --config {path}");
        return ExitCodes.Success;
    }
}
