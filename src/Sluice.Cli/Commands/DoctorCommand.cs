using System.CommandLine;
using System.CommandLine.Parsing;
using Microsoft.Extensions.DependencyInjection;
using Sluice.Cli.Output;
using Sluice.Configuration;
using Sluice.Operating;
using Sluice.Operating.Doctor;
using Sluice.Operating.Doctor.EndToEnd;
using Sluice.Topology;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice doctor</c>: what a deployment needs, seen from this machine.</summary>
internal sealed class DoctorCommand
{
    private static readonly TimeSpan _defaultTimeout = TimeSpan.FromMinutes(2);

    private readonly Option<bool> _endToEnd = new("--e2e")
    {
        Description = "Also send an object all the way into a table of its own, say how long each hop took, and take both away again. An agent must be running.",
    };

    private readonly Option<string?> _domain = new("--domain") { Description = "With --e2e: through this domain. [default: the first]", HelpName = "NAME" };

    private readonly Option<TimeSpan?> _timeout = new("--e2e-timeout")
    {
        Description = "With --e2e: how long an agent has to load the object, such as 30s or 5m. [default: 2m]",
        HelpName = "DURATION",
        CustomParser = ParseTimeout,
    };

    private readonly Option<string?> _profile = new("--aws-profile")
    {
        Description = "With --e2e: AWS profile that uploads the object and removes it (s3:PutObject, s3:DeleteObject). [default: the configuration's]",
        HelpName = "NAME",
    };

    private readonly AdministratorOptions _administrator = new();
    private readonly Option<string> _config = OperatorCommand.ConfigOption();

    private readonly Option<bool> _json = new("--json") { Description = "Answer with one JSON line on stdout; text for people goes to stderr." };

    public static Command Create()
    {
        var doctor = new DoctorCommand();
        var command = new Command(
            "doctor",
            """
            Check from this machine what a deployment needs: configuration, network, clocks, AWS credentials and permissions, queues, ClickHouse with
            its grants, tables and memory, and whether ClickHouse reaches S3. It changes nothing, unless --e2e is given, and takes no message.

            It goes by the configuration as the agent does; run it as the agent's user, on the agent's machine. --clickhouse-user only looks at memory
            and disks, and makes the table of --e2e; grants are those of the agent's own user.

            Exit codes: 0 no problem, though perhaps warnings · 1 some problem, each with what helps · 2 the command line cannot be understood ·
            3 the configuration cannot be used, with every error · 130 cancelled; what --e2e made is taken away.
            """)
        {
            doctor._endToEnd, doctor._domain, doctor._timeout, doctor._profile,
        };
        foreach (var option in doctor._administrator.Symbols.Cast<Option>().Concat([doctor._config, doctor._json]))
        {
            command.Add(option);
        }

        command.Validators.Add(doctor.Validate);
        command.SetAction(doctor.RunAsync);
        return command;
    }

    private static TimeSpan? ParseTimeout(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (SinceParser.TryParseDuration(text) is { } timeout)
        {
            return timeout;
        }

        result.AddError($"--e2e-timeout is {text}: expected a duration such as 30s, 5m or 1h.");
        return null;
    }

    private void Validate(CommandResult result)
    {
        if (!result.GetValue(_endToEnd) && (result.GetValue(_domain) is not null || result.GetValue(_timeout) is not null || result.GetValue(_profile) is not null))
        {
            result.AddError("--domain, --e2e-timeout and --aws-profile go with --e2e.");
        }
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var json = parsed.GetValue(_json);
        var view = new DoctorView(Consoles.ForPeople(json));
        SluiceSettings settings;
        try
        {
            settings = ConfigurationLoader.Load(parsed.GetValue(_config)!);
        }
        catch (ConfigurationException e)
        {
            view.Show(ConfigurationFindings.Of(e));
            view.Conclude(json);
            return ExitCodes.BadInput;
        }

        view.Show(ConfigurationFindings.Of(parsed.GetValue(_config)!, settings));
        await using var services = Services(parsed, settings, Consoles.ForPeople(jsonOnStdout: true)).BuildServiceProvider();
        await foreach (var result in services.GetRequiredService<DoctorRun>().RunAsync(cancellationToken))
        {
            view.Show(result);
        }

        view.Conclude(json);
        return view.HasProblem ? ExitCodes.Failure : ExitCodes.Success;
    }

    private IServiceCollection Services(ParseResult parsed, SluiceSettings settings, Spectre.Console.IAnsiConsole progress)
    {
        var services = new ServiceCollection()
            .AddLogging(Consoles.WarningsOnly)
            .AddSluiceOperations(settings)
            .AddDoctor(settings, _administrator.Adjust(parsed, settings))
            .AddSingleton<IProgress<string>>(new Steps(progress));
        return parsed.GetValue(_endToEnd) ? services.AddEndToEnd(settings, Request(parsed, settings)) : services;
    }

    private EndToEndRequest Request(ParseResult parsed, SluiceSettings settings) => new(
        DomainOf(parsed.GetValue(_domain), settings.Topology), parsed.GetValue(_timeout) ?? _defaultTimeout, parsed.GetValue(_profile), $"{Guid.NewGuid():N}"[..12]);

    private static Domain DomainOf(string? name, PipelineTopology topology) => name switch
    {
        null => topology.Domains[0],
        _ when topology.FindDomain(name) is { } domain => domain,
        _ => throw new CliException(ExitCodes.BadInput, $"There is no domain {name}: it is one of {string.Join(", ", topology.Domains.Select(known => known.Name))}."),
    };
}
