using System.CommandLine;
using Sluice.Configuration;

namespace Sluice.Cli.Commands;

/// <summary>Options by which one command connects as another ClickHouse user than the agent's, who may do more.</summary>
internal sealed class AdministratorOptions
{
    /// <summary>Environment variable with the other user's password.</summary>
    public const string PasswordVariable = "SLUICE_ADMINISTRATOR_PASSWORD";

    private readonly Option<string?> _user = new("--clickhouse-user")
    {
        Description = $"Connect as this ClickHouse user, for this command alone. Its password comes from the environment variable {PasswordVariable} or from --clickhouse-password-file.",
        HelpName = "NAME",
    };

    private readonly Option<string?> _passwordFile = new("--clickhouse-password-file")
    {
        Description = "File whose first line is the password of --clickhouse-user.",
        HelpName = "FILE",
    };

    public IEnumerable<Symbol> Symbols => [_user, _passwordFile];

    /// <summary>The configuration with the other user, if one is named.</summary>
    /// <exception cref="CliException">A password file without a user, or one that cannot be read.</exception>
    public SluiceSettings Adjust(ParseResult parsed, SluiceSettings settings)
    {
        var (user, file) = (parsed.GetValue(_user), parsed.GetValue(_passwordFile));
        if (user is null)
        {
            return file is null
                ? settings
                : throw new CliException(ExitCodes.Usage, "--clickhouse-password-file is the password of --clickhouse-user: name that user too.");
        }

        var password = file is null ? Environment.GetEnvironmentVariable(PasswordVariable) ?? "" : Read(file);
        return settings with { ClickHouse = settings.ClickHouse with { User = user, Password = password } };
    }

    private static string Read(string path)
    {
        try
        {
            return File.ReadLines(path).FirstOrDefault() ?? "";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCodes.BadInput, $"--clickhouse-password-file {path} cannot be read: {e.Message}");
        }
    }
}
