using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace Sluice.Credentials;

/// <summary>
/// The part of a client's pipeline that takes a refusal of the credentials for a reason to resolve them anew, and makes the request once more
/// if that brings others. It stands before the marshaller, so that the request is made and signed from the start.
/// </summary>
internal sealed class CredentialRenewal(AgentCredentials credentials) : PipelineHandler
{
    /// <inheritdoc />
    public override async Task<T> InvokeAsync<T>(IExecutionContext executionContext)
    {
        var used = await credentials.CurrentAsync();
        try
        {
            return await base.InvokeAsync<T>(executionContext);
        }
        catch (AmazonServiceException e) when (CredentialRefusal.Is(e))
        {
            credentials.Distrust(used, e.ErrorCode);
            if ((await credentials.CurrentAsync()).Equals(used))
            {
                throw;
            }
        }

        executionContext.RequestContext.IsSigned = false;
        return await base.InvokeAsync<T>(executionContext);
    }
}
