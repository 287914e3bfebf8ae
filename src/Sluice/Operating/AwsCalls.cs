using Amazon.Runtime;

namespace Sluice.Operating;

/// <summary>Calls AWS so that a failure says which service it was: the SDK lets the transport's own exceptions through.</summary>
internal static class AwsCalls
{
    /// <exception cref="AwsException">It does not answer, or refuses.</exception>
    public static async Task<T> CallAsync<T>(string service, string needs, Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (AmazonServiceException e) when (e.StatusCode != 0)
        {
            throw new AwsException($"{service} refused: {e.Message.TrimEnd('.')} (it takes {needs})", e);
        }
        catch (Exception e) when (e is HttpRequestException or AmazonServiceException or AmazonClientException or IOException)
        {
            throw new AwsException($"{service} cannot be reached: {e.Message.TrimEnd('.')}", e);
        }
    }
}
