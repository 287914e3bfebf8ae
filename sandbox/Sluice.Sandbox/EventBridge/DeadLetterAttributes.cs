using System.Globalization;

namespace Sluice.Sandbox.EventBridge;

/// <summary>What a message in a rule's dead-letter queue says about itself (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html).</summary>
internal static class DeadLetterAttributes
{
    public const string RuleArn = "RULE_ARN";
    public const string TargetArn = "TARGET_ARN";
    public const string ErrorCode = "ERROR_CODE";
    public const string ErrorMessage = "ERROR_MESSAGE";
    public const string ExhaustedRetryCondition = "EXHAUSTED_RETRY_CONDITION";
    public const string RetryAttempts = "RETRY_ATTEMPTS";

    /// <summary>The attributes.</summary>
    /// <param name="delivery">What could not be delivered.</param>
    /// <param name="failure">Why, the last time.</param>
    /// <param name="retries">How often it was tried again.</param>
    /// <param name="exhausted">Which limit of the retry policy was reached, if it was tried again at all.</param>
    public static Dictionary<string, string> Of(EventDelivery delivery, DeliveryFailure failure, int retries, string? exhausted)
    {
        var attributes = new Dictionary<string, string>
        {
            [RuleArn] = delivery.Rule.Arn,
            [TargetArn] = delivery.Target.QueueArn,
            [ErrorCode] = failure.Code,
            [ErrorMessage] = failure.Message,
            [RetryAttempts] = retries.ToString(CultureInfo.InvariantCulture),
        };
        if (exhausted is not null)
        {
            attributes[ExhaustedRetryCondition] = exhausted;
        }

        return attributes;
    }
}
