using Sluice.Cli;
using Sluice.Sandbox.Processes;

// Published as a single file, this is the program that the sandbox starts again as its ClickHouse server.
return SandboxProgram.Play(args) ?? await SluiceCli.RunAsync(args);
