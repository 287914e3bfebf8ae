using Sluice.ChaosTests;

return await ChaosCommand.RunAsync(args);
