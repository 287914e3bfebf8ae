namespace Sluice.Sandbox.EventBridge;

/// <summary>Why a queue did not take a message.</summary>
/// <param name="Code">As the dead letter's attribute <c>ERROR_CODE</c> has it (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html).</param>
/// <param name="Message">What was answered.</param>
/// <param name="IsRetryable">Whether trying again may help; EventBridge does not try again what it may not send, or where there is no queue.</param>
internal sealed record DeliveryFailure(string Code, string Message, bool IsRetryable)
{
    public const string NoPermissions = "NO_PERMISSIONS";
    public const string NoResource = "NO_RESOURCE";
    public const string Throttling = "THROTTLING";
    public const string ErrorFromTarget = "ERROR_FROM_TARGET";
    public const string ConnectionFailure = "CONNECTION_FAILURE";
    public const string InvalidParameter = "INVALID_PARAMETER";
}
