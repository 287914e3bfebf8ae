namespace Sluice.DeploymentTests;

internal sealed record ToolResult(int ExitCode, string Output, string Error);
