using System.Text.Json;

namespace Sluice.Sandbox;

/// <summary>
/// A process that owns a sandbox until its standard input ends: for the tests of what remains when an owner dies.
/// </summary>
internal static class StandingRole
{
    public const string Name = "stand";

    public static async Task<int> RunAsync()
    {
        await using var cloud = await LocalCloud.StartAsync(new SandboxOptions(), new Progress<string>(Console.Error.WriteLine));
        Console.WriteLine(JsonSerializer.Serialize(new { cloud.Directory, cloud.ProcessIds }));
        await Console.In.ReadToEndAsync();
        return 0;
    }
}
