using Sluice.Sandbox;
using Sluice.Sandbox.Processes;

// The sandbox starts this program again for its child processes; people use `sluice sandbox`.
return args is [StandingRole.Name] ? await StandingRole.RunAsync() : SandboxProgram.Play(args) ?? Refuse();

static int Refuse()
{
    Console.Error.WriteLine("This program is a part of the sandbox; start one with 'sluice sandbox'.");
    return 2;
}
