using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console;

namespace Sluice.Cli.Commands;

/// <summary>One run of an operators' command: what was asked, the services, and where the answer goes.</summary>
internal sealed class OperatorSession(ParseResult parsed, IServiceProvider services, IAnsiConsole people, bool json)
{
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>Where text for people goes: stdout, or stderr with <c>--json</c>.</summary>
    public IAnsiConsole People { get; } = people;

    /// <summary>Whether the answer is asked for as JSON.</summary>
    public bool IsJson => json;

    /// <summary>The value of an option.</summary>
    public T? Value<T>(Option<T> option) => parsed.GetValue(option);

    /// <summary>The value of an argument.</summary>
    public T? Value<T>(Argument<T> argument) => parsed.GetValue(argument);

    /// <summary>A service of the command's.</summary>
    public T Get<T>()
        where T : notnull => services.GetRequiredService<T>();

    /// <summary>Says a line to people.</summary>
    public void Say(string line) => People.WriteLine(line);

    /// <summary>Sees that the question of <see cref="Confirm"/> can be asked, before anything else is done.</summary>
    /// <exception cref="CliException">There is no terminal to ask on.</exception>
    public static void NeedTerminalOr(bool yes)
    {
        if (!yes && Console.IsInputRedirected)
        {
            throw new CliException(ExitCodes.Usage, "There is no terminal to ask on: confirm with --yes, or look first with --dry-run.");
        }
    }

    /// <summary>Asks on the terminal. The default answer is no.</summary>
    public bool Confirm(string question) => People.Prompt(new ConfirmationPrompt(Markup.Escape(question)) { DefaultValue = false });

    /// <summary>Gives the answer as one line of JSON, when JSON was asked for. Scripts rely on its keys.</summary>
    public void Answer<T>(T answer)
    {
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(answer, _json));
        }
    }
}
