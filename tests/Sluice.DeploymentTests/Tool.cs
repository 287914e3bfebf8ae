using System.Diagnostics;

namespace Sluice.DeploymentTests;

/// <summary>A program that a test runs to its end.</summary>
internal static class Tool
{
    private static readonly TimeSpan _deadline = TimeSpan.FromMinutes(8);

    public static Task<ToolResult> RunAsync(string program, params string[] arguments) => RunAsync(new ProcessStartInfo(program, arguments));

    public static async Task<ToolResult> RunAsync(ProcessStartInfo info)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(_deadline);
        info.RedirectStandardInput = info.RedirectStandardOutput = info.RedirectStandardError = true;
        using var process = Process.Start(info)!;
        try
        {
            process.StandardInput.Close();
            var (output, error) = (process.StandardOutput.ReadToEndAsync(limit.Token), process.StandardError.ReadToEndAsync(limit.Token));
            await process.WaitForExitAsync(limit.Token);
            return new ToolResult(process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}
