using Sluice.Bench;

return await BenchCommand.RunAsync(args);
