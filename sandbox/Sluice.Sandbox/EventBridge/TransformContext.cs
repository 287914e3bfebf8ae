namespace Sluice.Sandbox.EventBridge;

/// <summary>What the predefined variables of an input transformer need besides the event.</summary>
/// <param name="RuleArn">Amazon Resource Name of the rule.</param>
/// <param name="RuleName">Name of the rule.</param>
/// <param name="IngestionTime">When the bus received the event.</param>
internal sealed record TransformContext(string RuleArn, string RuleName, DateTimeOffset IngestionTime);
