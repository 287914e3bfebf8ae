using Sluice.Sandbox;

// The sandbox starts this program again for its child processes; people use `sluice sandbox`.
return args switch
{
    [ClickHouseRole.Name, .. var rest] => ClickHouseRole.Run(rest),
    [StandingRole.Name] => await StandingRole.RunAsync(),
    _ => Refuse(),
};

static int Refuse()
{
    Console.Error.WriteLine("This program is a part of the sandbox; start one with 'sluice sandbox'.");
    return 2;
}
