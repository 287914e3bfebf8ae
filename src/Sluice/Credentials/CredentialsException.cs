using Amazon.Runtime;

namespace Sluice.Credentials;

/// <summary>There are no AWS credentials, now. The message holds no secret; its cause might, and is not kept.</summary>
/// <param name="message">Why, and what to do; one sentence without its full stop.</param>
internal sealed class CredentialsException(string message) : Exception(message)
{
    public static CredentialsException Of(Exception cause) => new(cause switch
    {
        // Its message repeats what the process wrote to standard error.
        ProcessAWSCredentialException => "The profile's credential_process gave no credentials: run it by hand to see why",
        AmazonServiceException service => $"AWS gave no credentials ({service.ErrorCode}): check the role and whom it trusts",
        _ => $"The AWS SDK's chain has no credentials ({cause.GetType().Name}): name a profile in aws.profile, or set the SDK's environment variables",
    });
}
